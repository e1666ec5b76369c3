import fc from "fast-check";
import { expect, test } from "vitest";
import { startColumn } from "./columns.ts";

test("a column keeps every number exactly, whatever came before it", () => {
  const number = fc.oneof(
    fc.nat({ max: 255 }),
    fc.nat({ max: 2 ** 16 }),
    fc.nat({ max: 2 ** 32 }),
    fc.maxSafeNat(),
    fc.double({ noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      const column = startColumn();
      for (const each of numbers) {
        column.push(each);
      }
      expect(column.length).toBe(numbers.length);
      // A journal has no negative zero, and a column may keep its sign or not.
      const kept = numbers.map((_, row) => column.at(row) + 0);
      expect(kept).toEqual(numbers.map((each) => each + 0));
    }),
  );
});

test("a column grows", () => {
  const column = startColumn();
  for (let row = 0; row < 100_000; row += 1) {
    column.push(row);
  }
  expect([column.at(0), column.at(4096), column.at(99_999)]).toEqual([0, 4096, 99_999]);
});
