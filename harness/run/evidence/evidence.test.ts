import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { toolEnvironment } from "../../cli/choose/bundled.ts";
import { readCapture } from "../../evidence/capture/pcap.ts";
import type { FinishedCase, PendingEvidence } from "../../journal/case-result.ts";
import type { Lab } from "../../lab/lab.ts";
import { ObserverError } from "../../lab/wire/observer-program.ts";
import { greeter, implementationOf, planOf, runSmall } from "../fixtures/small-run.ts";
import type { EvidenceOptions } from "./options.ts";

const environment = toolEnvironment();
const echo = implementationOf("echo");
const mute = implementationOf("mute", [process.execPath, "-e", "setInterval(() => {}, 1000)"]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-evidence-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs one case in a lab without controls. */
async function runOne(
  implementation: typeof echo,
  options: Partial<EvidenceOptions> = {},
  tamper?: (lab: Lab) => Lab,
): Promise<FinishedCase> {
  const { finished } = await runSmall(
    environment,
    {
      plan: planOf([{ ...implementation, readyTimeoutMs: 3000 }]),
      controls: null,
      evidence: {
        keep: "on-failure",
        systemCalls: false,
        folder,
        ...options,
      },
    },
    tamper,
  );
  const [only] = finished;
  if (only === undefined) {
    throw new Error("One case was planned.");
  }
  return only;
}

function kept({ evidence }: FinishedCase): PendingEvidence {
  if (evidence == null) {
    throw new Error("Expected evidence that is kept.");
  }
  return evidence;
}

function captureOf(finished: FinishedCase) {
  const { evidence, folder: place } = kept(finished);
  if (evidence.capture === null) {
    throw new Error(`Expected a capture; there is none: ${evidence.whyNoCapture}`);
  }
  const read = (file: string) => readCapture(readFileSync(join(place, file))).packets;
  const { client, server, clockOffsetMs } = evidence.capture;
  return { client: read(client.file), server: read(server.file), clockOffsetMs };
}

describe("a case that passes", () => {
  test("leaves a digest, and nothing else", async () => {
    const { result, evidence } = await runOne(echo);
    expect([result.verdict, evidence]).toEqual(["pass", null]);
    // A message with its header, and that of the fresh connection which every case ends with.
    const way = { retransmittedSegments: 0, lostSegments: 0, payloadBytes: 4 + 5 + (4 + 4) };
    expect(result.digest?.toServer).toMatchObject(way);
    expect(result.digest?.toClient).toMatchObject(way);
    expect(result.digest?.peakMemoryBytes).toBeGreaterThan(1_000_000);
    expect(existsSync(folder)).toBe(false);
  });

  test("keeps all where all was asked for", async () => {
    const { evidence } = kept(await runOne(echo, { keep: "all" }));
    expect(evidence).toMatchObject({ whyNoCapture: null, whyNoSockets: null, cut: [] });
    expect(evidence.processes.length).toBeGreaterThan(0);
    const arrived = evidence.counters?.map(({ server }) => server?.["Tcp.InSegs"] ?? 0) ?? [];
    expect(arrived.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(5);
  });
});

describe("a case that fails", () => {
  test("keeps what crossed both sides of the wire, on the history's clock", async () => {
    const finished = await runOne(greeter);
    expect(finished.result.verdict).toBe("fail");
    const { client, server, clockOffsetMs } = captureOf(finished);
    const [main] = finished.history?.connections ?? [];
    const [syn] = client;
    expect(syn).toMatchObject({ sourcePort: main?.localPort, flags: { syn: true, ack: false } });
    const synAtMs = (syn?.atMs ?? 0) + clockOffsetMs;
    expect(synAtMs).toBeGreaterThan(main?.connectingAtMs ?? Number.NaN);
    expect(synAtMs).toBeLessThan(main?.connectedAtMs ?? Number.NaN);
    expect(server).toHaveLength(client.length);
  });

  test("keeps its samples within the time of the case", async () => {
    const finished = await runOne(greeter);
    const { processes, sockets } = kept(finished).evidence;
    for (const { atMs } of [...processes, ...sockets]) {
      expect(atMs).toBeGreaterThan(0);
      expect(atMs).toBeLessThan(finished.result.durationMs);
    }
  });
});

test("an implementation that never listens keeps evidence of it", async () => {
  const { result, evidence } = await runOne(mute);
  expect(result.verdict).toBe("inconclusive");
  expect(evidence?.evidence).toMatchObject({ capture: { client: { packets: 0 } }, processes: [] });
  expect(evidence?.evidence.whyNoProcesses).toMatch(/ended before its hosts were sampled/);
});

test("an observer that does not start costs the capture, not the verdict", async () => {
  const blind = (lab: Lab): Lab => ({
    ...lab,
    startObserver: () => Promise.reject(new ObserverError("There is no compiler.")),
  });
  const { result, evidence } = await runOne(echo, { keep: "all" }, blind);
  expect(result.verdict).toBe("pass");
  expect(result.digest).toMatchObject({ toServer: null, toClient: null });
  expect(evidence?.evidence).toMatchObject({
    capture: null,
    whyNoCapture: "There is no compiler.",
    sockets: [],
    whyNoSockets: "There is no compiler.",
  });
  expect(evidence?.evidence.processes.length).toBeGreaterThan(0);
});

test("an observer that dies in the middle costs the capture, not the verdict", async () => {
  const dying = (lab: Lab): Lab => ({
    ...lab,
    startObserver: () =>
      lab.startObserver().then((observer) => {
        return { ...observer, begin: () => void observer[Symbol.asyncDispose]() };
      }),
  });
  const { result, evidence } = await runOne(echo, { keep: "all" }, dying);
  expect(result.verdict).toBe("pass");
  expect(evidence?.evidence.whyNoCapture).toMatch(/is gone: it ended with status 0/);
});

test("a folder that cannot be written costs the capture, not the verdict", async () => {
  const { result, evidence } = await runOne(greeter, { folder: "/proc/nowhere" });
  expect(result.verdict).toBe("fail");
  expect(evidence?.evidence.whyNoCapture).toMatch(/could not be stored: .*\/proc\/nowhere/);
});

describe("system calls", () => {
  test("are recorded where they are asked for, and the tracer is not taken for the server", async () => {
    const finished = await runOne(greeter, { systemCalls: true });
    const { evidence, folder: place } = kept(finished);
    expect(evidence.whyNoSystemCalls).toBeNull();
    const calls = readFileSync(join(place, evidence.systemCalls ?? ""), "utf8");
    expect(calls).toMatch(/^# Tracing stopped the process twice/);
    expect(calls).toMatch(/listen\(.*= 0/);
    expect(calls).toMatch(/\+\+\+ (exited with|killed by) .*\n$/);
    expect(new Set(evidence.processes.map(({ processes }) => processes))).toEqual(new Set([1]));
    expect(finished.history?.process?.atEnd).toMatchObject({ state: "running", processes: 1 });
  });

  test("of a case that passes are thrown away", async () => {
    const { evidence } = await runOne(echo, { systemCalls: true });
    expect(evidence).toBeNull();
    expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
  });
});

test("nothing is recorded where nobody wants it", async () => {
  const { finished } = await runSmall(environment, { plan: planOf([echo]), controls: null });
  expect(finished[0]?.result).not.toHaveProperty("digest");
  expect(finished[0]?.evidence ?? null).toBeNull();
});
