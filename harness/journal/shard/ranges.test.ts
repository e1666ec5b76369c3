import fc from "fast-check";
import { expect, test } from "vitest";
import { countOf, formatRanges, parseRanges, rangesPattern, startFinding } from "./ranges.ts";

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
      const read = [...parseRanges(text)].flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_, offset) => from + offset),
      );
      expect(text).toMatch(rangesPattern);
      expect(read).toEqual(sorted);
      expect(countOf(text)).toBe(sorted.length);
    }),
  );
});

test("each number is found in the ranges that have it, and in no others", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1, max: 3 }), { maxLength: 60 }), (owners) => {
      const texts = [0, 1, 2, 3].map((owner) =>
        formatRanges([...owners.keys()].filter((number) => owners[number] === owner)),
      );
      const find = startFinding(texts);
      expect(owners.map((_, number) => find(number))).toEqual(owners);
      expect(find(owners.length)).toBe(-1);
    }),
  );
});
