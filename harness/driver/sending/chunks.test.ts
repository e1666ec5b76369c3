import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cutOffset } from "../../protocol/cut.ts";
import { framed } from "../../protocol/fixtures/bundled.ts";
import type { ChunkPlan } from "../../scenario/step.ts";
import { type ChunkOptions, chunkSizes } from "./chunks.ts";

const gap = { ms: 1 };

function split(plan: ChunkPlan, totalBytes: number, options: Partial<ChunkOptions> = {}) {
  const offsetOf: ChunkOptions["offsetOf"] = (cut) => cutOffset(cut, framed, totalBytes);
  return chunkSizes(plan, { totalBytes, connectionIndex: 1, seed: 1, offsetOf, ...options });
}

test.each<{ title: string; plan: ChunkPlan; sizes: readonly number[] }>([
  { title: "equal pieces and what is left", plan: { bytes: 4, gap }, sizes: [4, 4, 2] },
  { title: "one byte at a time", plan: { bytes: 1, gap }, sizes: Array(10).fill(1) },
  { title: "one piece when it is large enough", plan: { bytes: 11, gap }, sizes: [10] },
  { title: "cuts at offsets", plan: { cuts: [2, 4], gap }, sizes: [2, 2, 6] },
  { title: "cuts in any order", plan: { cuts: [9, 2, 4], gap }, sizes: [2, 2, 5, 1] },
  { title: "a cut that is named twice", plan: { cuts: [3, 3], gap }, sizes: [3, 7] },
  {
    title: "cuts at places of its header",
    plan: { cuts: ["half-header", "header"], gap },
    sizes: [2, 2, 6],
  },
  { title: "a cut in its payload", plan: { cuts: [{ payload: 3 }], gap }, sizes: [7, 3] },
  { title: "no cut at the end or behind it", plan: { cuts: [10, 99], gap }, sizes: [10] },
  {
    title: "random pieces of one size",
    plan: { random: { min: 3, max: 3 }, gap },
    sizes: [3, 3, 3, 1],
  },
])("ten bytes are sent as $title", ({ plan, sizes }) => {
  expect(split(plan, 10)).toEqual(sizes);
});

test.each([
  { index: 1, sizes: [1, 2] },
  { index: 2, sizes: [2, 1] },
  { index: 3, sizes: [1, 2] },
  { index: 4, sizes: [2, 1] },
])("connection $index of a group cuts three bytes into $sizes", ({ index, sizes }) => {
  expect(split({ cutByIndex: true, gap }, 3, { connectionIndex: index })).toEqual(sizes);
});

test.each<{ title: string; plan: ChunkPlan }>([
  { title: "pieces", plan: { bytes: 4, gap } },
  { title: "cuts", plan: { cuts: [2, 4], gap } },
  { title: "a cut by index", plan: { cutByIndex: true, gap } },
  { title: "random pieces", plan: { random: { min: 1, max: 3 }, gap } },
])("of nothing there is nothing to send, by $title", ({ plan }) => {
  expect(split(plan, 0)).toEqual([]);
});

const anySize = fc.integer({ min: 1, max: 50 });
const anyPlan: fc.Arbitrary<ChunkPlan> = fc.oneof(
  fc.record({ bytes: anySize, gap: fc.constant(gap) }),
  fc.record({ cuts: fc.array(anySize, { minLength: 1, maxLength: 8 }), gap: fc.constant(gap) }),
  fc.record({ cutByIndex: fc.constant(true as const), gap: fc.constant(gap) }),
  fc.record({ random: fc.record({ min: anySize, max: anySize }), gap: fc.constant(gap) }),
);
const anySeed = fc.integer({ min: 0, max: 0xffff_ffff });

describe("any plan", () => {
  test("sends every byte once, in pieces that are not empty", () => {
    fc.assert(
      fc.property(anyPlan, fc.nat(300), anySize, anySeed, (...facts) => {
        const [plan, totalBytes, index, seed] = facts;
        const sizes = split(plan, totalBytes, { connectionIndex: index, seed });
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(totalBytes);
        expect(sizes.every((size) => size > 0)).toBe(true);
      }),
    );
  });

  test("cuts the same for the same seed", () => {
    fc.assert(
      fc.property(anyPlan, anySeed, (plan, seed) => {
        expect(split(plan, 300, { seed })).toEqual(split(plan, 300, { seed }));
      }),
    );
  });
});

test("random pieces stay within their bounds, but for the last", () => {
  fc.assert(
    fc.property(anySize, fc.nat(50), anySeed, (min, span, seed) => {
      const plan: ChunkPlan = { random: { min, max: min + span }, gap };
      const whole = split(plan, 1000, { seed }).slice(0, -1);
      expect(whole.every((size) => size >= min && size <= min + span)).toBe(true);
    }),
  );
});

test("random pieces differ with the seed", () => {
  const plan: ChunkPlan = { random: { min: 1, max: 50 }, gap };
  expect(split(plan, 1000, { seed: 1 })).not.toEqual(split(plan, 1000, { seed: 2 }));
});
