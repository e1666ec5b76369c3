import fc from "fast-check";
import { expect, test } from "vitest";
import { gilbertModel, isFeasible, largestMeanPercent } from "./gilbert.ts";

test.each<[number, number, { p: number; r: number }]>([
  [1, 3, { p: 1 / 297, r: 1 / 3 }],
  [50, 1, { p: 1, r: 1 }],
  [20, 4, { p: 1 / 16, r: 1 / 4 }],
  [0, 3, { p: 0, r: 1 / 3 }],
])("a mean of %d %% in bursts of %d", (meanPercent, meanBurst, { p, r }) => {
  const model = gilbertModel({ meanPercent, meanBurst });
  expect(model.p).toBeCloseTo(p, 12);
  expect(model.r).toBeCloseTo(r, 12);
});

const burst = fc.double({ min: 1, max: 1000, noNaN: true });

test("what is feasible gives probabilities whose chain has that mean and that burst", () => {
  const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
  fc.assert(
    fc.property(burst, share, (meanBurst, part) => {
      const meanPercent = part * largestMeanPercent(meanBurst);
      const { p, r } = gilbertModel({ meanPercent, meanBurst });
      expect(isFeasible({ meanPercent, meanBurst })).toBe(true);
      expect(p > 0 && p <= 1 && r > 0 && r <= 1).toBe(true);
      expect((100 * p) / (p + r)).toBeCloseTo(meanPercent, 6);
      expect(1 / r).toBeCloseTo(meanBurst, 6);
    }),
  );
});

test("what is not feasible would need a probability above 1", () => {
  fc.assert(
    fc.property(burst, (meanBurst) => {
      const meanPercent = largestMeanPercent(meanBurst) + 0.01;
      expect(isFeasible({ meanPercent, meanBurst })).toBe(false);
      expect(gilbertModel({ meanPercent, meanBurst }).p).toBeGreaterThan(1);
    }),
  );
});
