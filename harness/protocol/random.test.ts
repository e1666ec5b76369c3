import fc from "fast-check";
import { expect, test } from "vitest";
import { deriveSeed, fillRandom, randomIntegers } from "./random.ts";

const anySeed = fc.integer({ min: 0, max: 0xffff_ffff });
const anyWords = fc.array(fc.oneof(fc.string(), fc.nat()), { maxLength: 4 });

test("a derived seed is a whole number from 1 to 2^32 - 1, the same for the same words", () => {
  fc.assert(
    fc.property(anySeed, anyWords, (seed, words) => {
      const derived = deriveSeed(seed, ...words);
      expect(Number.isInteger(derived) && derived >= 1 && derived <= 0xffff_ffff).toBe(true);
      expect(deriveSeed(seed, ...words)).toBe(derived);
    }),
  );
});

test("seeds derived for connections and parts of a case all differ", () => {
  const seeds = Array.from({ length: 2000 }, (_, index) =>
    deriveSeed(7, `main#${1 + (index % 100)}`, Math.floor(index / 100)),
  );
  expect(new Set(seeds)).toHaveLength(seeds.length);
});

test("words are not run together", () => {
  expect(deriveSeed(1, "ab", "c")).not.toBe(deriveSeed(1, "a", "bc"));
});

test("random bytes depend on the seed alone, and more of them begin the same", () => {
  fc.assert(
    fc.property(anySeed, fc.nat(100), fc.nat(100), (seed, a, b) => {
      const [short, long] = [Math.min(a, b), Math.max(a, b)].map((length) => {
        const bytes = new Uint8Array(length);
        fillRandom(bytes, seed);
        return bytes;
      });
      expect(long?.subarray(0, short?.length)).toEqual(short);
    }),
  );
});

test("random bytes take every value", () => {
  const bytes = new Uint8Array(16_384);
  fillRandom(bytes, 1);
  expect(new Set(bytes)).toHaveLength(256);
});

test("random integers lie between their bounds, both included", () => {
  fc.assert(
    fc.property(anySeed, fc.nat(1000), fc.nat(10), (seed, min, span) => {
      const next = randomIntegers(seed, min, min + span);
      const drawn = Array.from({ length: 400 }, next);
      expect(Math.min(...drawn)).toBe(min);
      expect(Math.max(...drawn)).toBe(min + span);
    }),
  );
});
