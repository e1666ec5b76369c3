import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Evidence } from "../evidence/evidence.ts";
import { openEvidenceStore } from "./evidence-store.ts";

let folder: string;
let pending: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-store-"));
  pending = join(folder, "evidence");
  mkdirSync(join(folder, "cases"));
  mkdirSync(pending);
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Evidence with a capture of so many bytes at each side, whose files are there. */
function captured(name: string, bytes: number): Evidence {
  const file = (side: string) => {
    writeFileSync(join(pending, `${name}.${side}.pcap`), Buffer.alloc(bytes));
    return { file: `${name}.${side}.pcap`, packets: 1, packetsCut: 0, packetsBeforeGap: null };
  };
  return {
    schemaVersion: 1,
    serverPort: 9001,
    whyNoCapture: null,
    capture: { clockOffsetMs: 0, client: file("client"), server: file("server") },
    sockets: [],
    whyNoSockets: null,
    processes: [],
    whyNoProcesses: null,
    counters: [{ atMs: 1, client: {}, server: null }],
    systemCalls: null,
    whyNoSystemCalls: "Nobody asked.",
    cut: [],
  };
}

function read(path: string): Evidence {
  return JSON.parse(readFileSync(join(folder, path), "utf8")) as Evidence;
}

test("files are moved beside the journal, under the name of their case", () => {
  const evidence = { ...captured("1-0-1", 100), systemCalls: "1-0-1.strace" };
  writeFileSync(join(pending, "1-0-1.strace"), "calls");
  const path = openEvidenceStore(folder).keep("cpp.echo", { folder: pending, evidence });
  expect(path).toBe("cases/cpp.echo.evidence.json");
  expect(readdirSync(pending)).toEqual([]);
  expect(readdirSync(join(folder, "cases")).sort()).toEqual([
    "cpp.echo.client.pcap",
    "cpp.echo.evidence.json",
    "cpp.echo.server.pcap",
    "cpp.echo.strace",
  ]);
  expect(read(path)).toMatchObject({
    capture: { server: { file: "cases/cpp.echo.server.pcap" } },
    systemCalls: "cases/cpp.echo.strace",
  });
});

test("those of the second wire are kept under names of their own", () => {
  const own = captured("1-0-1", 100);
  const { capture, ...wire } = captured("1-0-1-behind", 100);
  const upstream = { ...wire, capture };
  openEvidenceStore(folder).keep("proxy", {
    folder: pending,
    evidence: { ...own, upstream },
  });
  expect(readdirSync(pending)).toEqual([]);
  expect(readdirSync(join(folder, "cases")).sort()).toEqual([
    "proxy.client.pcap",
    "proxy.evidence.json",
    "proxy.proxy.pcap",
    "proxy.server.pcap",
    "proxy.upstream.pcap",
  ]);
});

test("what a run has no room for is left out, and counted", () => {
  const store = openEvidenceStore(folder, 2000);
  const keep = (name: string) =>
    read(store.keep(name, { folder: pending, evidence: captured(name, 500) }));
  expect(keep("first").capture?.client.file).toBe("cases/first.client.pcap");
  const second = keep("second");
  expect(second.capture).toBeNull();
  expect(second.whyNoCapture).toMatch(/reached its limit/);
  expect(second.cut).toEqual([
    { what: "files, for want of room in the run", count: 2 },
    { what: "samples, for want of room in the run", count: 1 },
  ]);
  expect(readdirSync(pending)).toEqual([]);
});

test("a run that goes on counts what it has already", () => {
  openEvidenceStore(folder).keep("first", { folder: pending, evidence: captured("first", 500) });
  const resumed = openEvidenceStore(folder, 2000);
  const second = read(
    resumed.keep("second", { folder: pending, evidence: captured("second", 500) }),
  );
  expect(second.capture).toBeNull();
  expect(existsSync(join(folder, "cases", "first.client.pcap"))).toBe(true);
});
