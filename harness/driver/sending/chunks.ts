import { randomIntegers } from "../../protocol/random.ts";
import type { Cut } from "../../scenario/content.ts";
import type { ChunkPlan } from "../../scenario/step.ts";

export interface ChunkOptions {
  readonly totalBytes: number;
  /** The connection's place in its group, from 1. */
  readonly connectionIndex: number;
  readonly seed: number;
  /** @returns the offset of a place in the first message. */
  readonly offsetOf: (cut: Cut) => number;
}

/**
 * Splits a send into writes.
 *
 * @returns sizes in bytes that add up to `totalBytes`, none of them 0.
 */
export function chunkSizes(
  plan: ChunkPlan,
  { totalBytes, connectionIndex, seed, offsetOf }: ChunkOptions,
): readonly number[] {
  if ("cuts" in plan) {
    return sizesBetween(
      plan.cuts.map(offsetOf).sort((a, b) => a - b),
      totalBytes,
    );
  }
  if ("cutByIndex" in plan) {
    return sizesBetween([1 + ((connectionIndex - 1) % Math.max(1, totalBytes - 1))], totalBytes);
  }
  const next =
    "random" in plan
      ? randomIntegers(seed, plan.random.min, Math.max(plan.random.min, plan.random.max))
      : () => plan.bytes;
  const sizes: number[] = [];
  for (let remaining = totalBytes; remaining > 0; remaining -= sizes.at(-1) ?? remaining) {
    sizes.push(Math.min(remaining, next()));
  }
  return sizes;
}

function sizesBetween(cuts: readonly number[], totalBytes: number): readonly number[] {
  if (totalBytes === 0) {
    return [];
  }
  const inside = [...new Set(cuts)].filter((cut) => cut > 0 && cut < totalBytes);
  return [...inside, totalBytes].map((cut, index) => cut - (inside[index - 1] ?? 0));
}
