import fc from "fast-check";
import { expect, test } from "vitest";
import { countOf, formatRanges, parseRanges, rangesPattern } from "./ranges.ts";

test.each([
  [[], ""],
  [[4], "4"],
  [[0, 1, 2, 5, 7, 8], "0-2,5,7-8"],
] as const)("%j is written %j", (numbers, text) => {
  expect(formatRanges(numbers)).toBe(text);
});

test("what is written is read, and counted", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(200)), (numbers) => {
      const sorted = numbers.sort((a, b) => a - b);
      const text = formatRanges(sorted);
      const read = parseRanges(text).flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, offset) => from + offset),
      );
      expect(text).toMatch(rangesPattern);
      expect(read).toEqual(sorted);
      expect(countOf(text)).toBe(sorted.length);
    }),
  );
});
