import fc from "fast-check";
import { expect, test } from "vitest";
import { addRange, covers, type Ranges } from "./ranges.ts";

const range = fc.tuple(fc.integer({ min: -5, max: 60 }), fc.integer({ min: 0, max: 12 }));

test("ranges hold exactly the numbers that were added, joined and in order", () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 30 }), range, (added, [asked, length]) => {
      const ranges: Ranges = [];
      const numbers = new Set<number>();
      for (const [from, count] of added) {
        addRange(ranges, from, from + count);
        for (let number = from; number < from + count; number += 1) {
          numbers.add(number);
        }
      }
      const wanted = Array.from({ length }, (_, index) => asked + index);
      expect(covers(ranges, asked, asked + length)).toBe(
        wanted.every((number) => numbers.has(number)),
      );
      for (const [index, [from, to]] of ranges.entries()) {
        expect(to).toBeGreaterThan(from);
        expect(from).toBeGreaterThan(ranges[index - 1]?.[1] ?? Number.NEGATIVE_INFINITY);
      }
    }),
  );
});
