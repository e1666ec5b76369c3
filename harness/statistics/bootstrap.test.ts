import { describe, expect, test } from "vitest";
import { bootstrap, bootstrapOfTwo } from "./bootstrap.ts";
import { reference } from "./fixtures/reference.ts";
import { median } from "./quantile.ts";

describe("the interval of a median", () => {
  test.each(reference.bootstrap)(
    "of $samples.length samples is SciPy's",
    ({ samples, low, high }) => {
      const interval = bootstrap(samples, median, { seed: 1 });
      const width = high - low;
      expect(Math.abs(interval.low - low)).toBeLessThan(width / 10);
      expect(Math.abs(interval.high - high)).toBeLessThan(width / 10);
    },
  );

  test("is the same for the same seed, and another for another", () => {
    const [samples = []] = reference.bootstrap.map((each) => each.samples);
    const few = { resamples: 200 };
    const once = bootstrap(samples, median, { seed: 3, ...few });
    expect(bootstrap(samples, median, { seed: 3, ...few })).toEqual(once);
  });

  test("of one sample is that sample", () => {
    expect(bootstrap([7], median, { seed: 1 })).toEqual({ low: 7, high: 7 });
  });

  test("is wider for more confidence", () => {
    const samples = reference.bootstrap[2]?.samples ?? [];
    const width = (confidence: number) => {
      const { low, high } = bootstrap(samples, median, { seed: 1, confidence });
      return high - low;
    };
    expect(width(0.99)).toBeGreaterThan(width(0.8));
  });
});

test("the ratio of two medians lies around their ratio", () => {
  const ratio = (a: readonly number[], b: readonly number[]) => median(a) / median(b);
  const twice = [2, 2.1, 1.9, 2, 2.05, 1.95];
  const once = [1, 1.02, 0.98, 1, 1.01, 0.99];
  const { low, high } = bootstrapOfTwo(twice, once, ratio, { seed: 1 });
  expect(low).toBeLessThanOrEqual(2);
  expect(high).toBeGreaterThanOrEqual(2);
  expect(high - low).toBeLessThan(0.3);
});

test("nineteen of twenty intervals cover the true median", () => {
  const draws = Array.from({ length: 200 }, (_, round) => {
    const next = randomUniform(round + 1);
    const samples = Array.from({ length: 15 }, next);
    const { low, high } = bootstrap(samples, median, { seed: round, resamples: 500 });
    return low <= 0.5 && 0.5 <= high;
  });
  const covered = draws.filter(Boolean).length / draws.length;
  expect(covered).toBeGreaterThan(0.9);
});

/** A linear congruential generator (Numerical Recipes): independent of what resamples. */
function randomUniform(seed: number): () => number {
  let state = seed * 7919;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
