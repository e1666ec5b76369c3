import fc from "fast-check";
import { expect, test } from "vitest";
import type { ProcessOutcome } from "../history/history.ts";
import { formatBytes, formatMs, formatOutcome, withFullStop } from "./text.ts";

test.each([
  [0, "0 B"],
  [1023, "1023 B"],
  [1024, "1024 B"],
  [10_239, "10239 B"],
  [10_240, "10 KiB"],
  [10_250, "10 KiB"],
  [15_565, "15.2 KiB"],
  [1_048_524, "1023.9 KiB"],
  [1_048_525, "1 MiB"],
  [1_048_575, "1 MiB"],
  [1_048_576, "1 MiB"],
  [1024 ** 3 - 1, "1 GiB"],
  [16 * 1024 ** 3, "16 GiB"],
  [5000 * 1024 ** 3, "5000 GiB"],
  [-2048, "-2048 B"],
  [-20_480, "-20 KiB"],
  [-1_048_575, "-1 MiB"],
])("%d bytes read %s", (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test("less than 10 KiB is printed to the byte", () => {
  fc.assert(
    fc.property(fc.integer({ min: -10_239, max: 10_239 }), (bytes) => {
      expect(formatBytes(bytes)).toBe(`${bytes} B`);
    }),
  );
});

test("no number of bytes reads as 1024 of a unit that has a larger one", () => {
  const nearUnit = fc
    .tuple(fc.constantFrom(2, 3), fc.integer({ min: -60_000_000, max: 1000 }))
    .map(([exponent, offset]) => 1024 ** exponent + offset);
  const anyBytes = fc.oneof(fc.nat(2 ** 31 - 1), nearUnit);
  fc.assert(
    fc.property(anyBytes, fc.constantFrom(1, -1), (bytes, sign) => {
      const [value, unit] = formatBytes(sign * bytes).split(" ");
      expect(unit === "B" || Math.abs(Number(value)) < 1024).toBe(true);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [0, "0 ms"],
  [0.1234, "0.12 ms"],
  [9.5, "9.5 ms"],
  [12.345, "12.3 ms"],
  [2000, "2000 ms"],
])("%d milliseconds read %s", (ms, text) => {
  expect(formatMs(ms)).toBe(text);
});

test.each<[ProcessOutcome, string]>([
  [{ state: "running", processes: 3 }, "running"],
  [{ state: "exited", status: 89, atMs: 12.5 }, "exited with status 89 at 12.5 ms"],
  [{ state: "killed", signal: "SIGPIPE", atMs: 12.5 }, "killed by SIGPIPE at 12.5 ms"],
])("an outcome of %o reads %s", (outcome, text) => {
  expect(formatOutcome(outcome)).toBe(text);
});

test.each([
  ["interrupted by SIGTERM", "interrupted by SIGTERM."],
  ["Nothing listens. Start the server.", "Nothing listens. Start the server."],
])("a sentence of '%s' ends with one full stop", (reason, sentence) => {
  expect(withFullStop(reason)).toBe(sentence);
});
