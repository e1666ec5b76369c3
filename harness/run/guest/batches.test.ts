import fc from "fast-check";
import { expect, test } from "vitest";
import { bundledNetworks } from "../../network/profiles.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { implementationOf, planOf } from "../fixtures/small-run.ts";
import { batchesOf, byNetwork } from "./batches.ts";

const [planned] = planOf([implementationOf("control")]);
const networks = bundledNetworks();

/** A plan with so many cases on each network. */
function planWith(counts: readonly number[]): readonly PlannedCase[] {
  if (planned === undefined) {
    throw new Error("Nothing was planned.");
  }
  const template = planned;
  return counts
    .flatMap((count, at) => Array.from({ length: count }, () => networks[at] ?? template.network))
    .map((network, index) => ({ ...template, network, index }));
}

const sizesOf = (counts: readonly number[]) =>
  batchesOf(planWith(counts)).map(({ length }) => length);

test.each<{ title: string; counts: readonly number[]; sizes: readonly number[] }>([
  { title: "few cases share a boot", counts: [6], sizes: [6] },
  { title: "networks with few cases share one", counts: Array(10).fill(6), sizes: [18, 18, 18, 6] },
  { title: "more cases are divided evenly", counts: [35], sizes: [12, 11, 12] },
  {
    title: "many cases make batches of a hundred",
    counts: Array(10).fill(206),
    sizes: Array(20).fill(103),
  },
  {
    title: "a network with many is not continued behind another",
    counts: [6, 35],
    sizes: [6, 12, 11, 12],
  },
  { title: "no cases make none", counts: [], sizes: [] },
])("$title", ({ counts, sizes }) => {
  expect(sizesOf(counts)).toEqual(sizes);
});

test("each case is in one batch, and a network's cases stay in the plan's order", () => {
  const counts = fc.array(fc.integer({ min: 0, max: 300 }), { maxLength: 6 });
  fc.assert(
    fc.property(counts, (counts) => {
      const plan = planWith(counts);
      const batches = batchesOf(plan);
      expect(batches.flat()).toEqual(byNetwork(plan).flat());
      expect(batches.every(({ length }) => length > 0 && length <= 120)).toBe(true);
    }),
  );
});
