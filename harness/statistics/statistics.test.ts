import { describe, expect, test } from "vitest";
import { reference } from "./fixtures/reference.ts";
import { holm } from "./holm.ts";
import { jainIndex } from "./jain.ts";
import { normalTail } from "./normal.ts";
import { ascending, median, quantile } from "./quantile.ts";
import { rank } from "./ranks.ts";
import { shuffle } from "./shuffle.ts";

describe("a quantile", () => {
  const { samples, values } = reference.quantiles;
  test.each(Object.entries(values))("at %s is NumPy's", (share, value) => {
    expect(quantile(ascending(samples), Number(share))).toBeCloseTo(value, 10);
  });

  test("of no samples, or beyond them, is refused", () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    expect(() => quantile([1, 2], 1.5)).toThrow(RangeError);
  });

  test("of an even number of samples is between the two in the middle", () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
  });
});

test.each(reference.normalTail)("the normal tail above $z is $tail", ({ z, tail }) => {
  expect(Math.abs(normalTail(z) / tail - 1)).toBeLessThan(2e-7);
});

test("equal samples share the mean of their ranks", () => {
  expect(rank([3, 1, 3, 2])).toEqual({ ranks: [3.5, 1, 3.5, 2], ties: [1, 1, 2] });
});

describe("Holm's correction", () => {
  // The example of statsmodels' and R's p.adjust documentation.
  test("multiplies the smallest by the number of comparisons, the next by one less", () => {
    const corrected = holm([0.01, 0.04, 0.03, 0.005]);
    expect(corrected.map((p) => Number(p.toFixed(6)))).toEqual([0.03, 0.06, 0.06, 0.02]);
  });

  test("never exceeds 1, and leaves one comparison alone", () => {
    expect(holm([0.9, 0.8])).toEqual([1, 1]);
    expect(holm([0.04])).toEqual([0.04]);
  });
});

describe("Jain's index", () => {
  test.each([
    { shares: [5, 5, 5, 5], index: 1 },
    { shares: [1, 0, 0, 0], index: 0.25 },
    { shares: [50, 30, 50], index: 130 ** 2 / (3 * (2500 + 900 + 2500)) },
    { shares: [0, 0], index: null },
  ])("of $shares is $index", ({ shares, index }) => {
    expect(jainIndex(shares)).toEqual(index);
  });
});

describe("a shuffled order", () => {
  test("holds everything once, and depends on the seed alone", () => {
    const things = [1, 2, 3, 4, 5, 6];
    expect([...shuffle(things, 5)].sort()).toEqual(things);
    expect(shuffle(things, 5)).toEqual(shuffle(things, 5));
  });

  test("puts each thing first about as often", () => {
    const firsts = Array.from({ length: 3000 }, (_, seed) => shuffle(["a", "b", "c"], seed + 1)[0]);
    for (const thing of ["a", "b", "c"]) {
      const often = firsts.filter((first) => first === thing).length;
      expect(often).toBeGreaterThan(850);
      expect(often).toBeLessThan(1150);
    }
  });
});
