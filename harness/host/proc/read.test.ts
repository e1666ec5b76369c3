import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readProc } from "./read.ts";

test.each([0, 1, 2047, 2048, 65_535, 65_536, 65_537, 200_000])(
  "%d bytes are read whole",
  (size) => {
    const folder = mkdtempSync(join(tmpdir(), "sockspec-proc-"));
    const text = Array.from({ length: size }, (_, at) => String(at % 10)).join("");
    writeFileSync(join(folder, "file"), text);
    expect(readProc(join(folder, "file"))).toBe(text);
    rmSync(folder, { recursive: true });
  },
);

test.each(["/proc/self/stat", "/proc/self/status", "/proc/net/snmp", "/proc/net/netstat"])(
  "%s has as many lines as read otherwise",
  (path) => {
    const lines = (text: string) => text.split("\n").length;
    expect(lines(readProc(path))).toBe(lines(readFileSync(path, "latin1")));
  },
);

test("what is not there is an error", () => {
  expect(() => readProc("/proc/0/stat")).toThrow("ENOENT");
});
