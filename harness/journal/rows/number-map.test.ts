import fc from "fast-check";
import { expect, test } from "vitest";
import { startNumberMap } from "./number-map.ts";

test("a map of numbers has what was set last, as a Map does, and nothing else", () => {
  const key = fc.oneof(fc.nat({ max: 50 }), fc.maxSafeNat());
  fc.assert(
    fc.property(fc.array(fc.tuple(key, fc.nat())), fc.array(key), (entries, others) => {
      const [own, map] = [startNumberMap(), new Map(entries)];
      for (const [at, value] of entries) {
        own.set(at, value);
      }
      for (const at of [...map.keys(), ...others]) {
        expect(own.get(at)).toBe(map.get(at));
      }
    }),
  );
});

test("a map of numbers grows, and keys that follow one another stay apart", () => {
  const map = startNumberMap();
  const keys = Array.from({ length: 100_000 }, (_, index) => index * 2 ** 20 + (index % 3));
  for (const [value, key] of keys.entries()) {
    map.set(key, value);
  }
  expect(keys.every((key, value) => map.get(key) === value)).toBe(true);
  expect(map.get(7)).toBeUndefined();
});
