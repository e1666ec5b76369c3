import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { finishTrace } from "./trace-file.ts";

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "sockspec-trace-"));
  file = join(folder, "calls.strace");
});
afterEach(() => rmSync(folder, { recursive: true }));

const call = (number: number) => `7 1.0 write(${String(number).padStart(4, "0")}) = 1\n`;
const end = "7 2.0 +++ exited with 0 +++\n";

test("a record that fits is kept whole, with a warning before it", async () => {
  const calls = `${call(1)}${call(2)}${end}`;
  writeFileSync(file, calls);
  expect(await finishTrace(file)).toBe(0);
  expect(readFileSync(file, "utf8")).toMatch(/^# Tracing stopped the process twice/);
  expect(readFileSync(file, "utf8").endsWith(calls)).toBe(true);
});

test("a longer one loses whole lines of its middle, which are counted", async () => {
  const calls = Array.from({ length: 100 }, (_, index) => call(index)).join("");
  writeFileSync(file, `${calls}${end}`);
  const cut = await finishTrace(file, 300);
  const lines = readFileSync(file, "utf8").split("\n").slice(2, -1);
  const gap = lines.findIndex((line) => line.startsWith("#"));
  expect(lines[gap]).toBe(`# ${cut} bytes were left out here.`);
  const kept = lines.toSpliced(gap, 1).map((line) => `${line}\n`);
  expect(kept.slice(0, gap)).toEqual(Array.from({ length: gap }, (_, index) => call(index)));
  expect(kept.at(-1)).toBe(end);
  expect(kept.join("").length + (cut ?? 0)).toBe(calls.length + end.length);
});

test("there is none of what was never started", async () => {
  expect(await finishTrace(file)).toBeNull();
});
