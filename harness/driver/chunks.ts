import { randomIntegers } from "../protocol/random.ts";
import type { ChunkPlan } from "../scenario/step.ts";

/**
 * Splits a send into writes.
 *
 * @param connectionIndex the connection's place in its group, from 1.
 * @returns sizes in bytes that add up to `totalBytes`, none of them 0.
 */
export function chunkSizes(
  plan: ChunkPlan,
  totalBytes: number,
  connectionIndex: number,
  seed: number,
): readonly number[] {
  if ("cuts" in plan) {
    return sizesBetween(
      [...plan.cuts].sort((a, b) => a - b),
      totalBytes,
    );
  }
  if ("cutByIndex" in plan) {
    return sizesBetween([connectionIndex], totalBytes);
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
  const inside = [...new Set(cuts)].filter((cut) => cut < totalBytes);
  return [...inside, totalBytes].map((cut, index) => cut - (inside[index - 1] ?? 0));
}
