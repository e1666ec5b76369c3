import type { PlannedCase } from "../../plan/plan.ts";

/** Cases that share a boot: of one network, with its lab, the proof of its link and its controls, or of several. */
export type Batch = readonly PlannedCase[];

/**
 * A boot costs as much as ten cases, so few cases are not worth many. The last batch of a run plays alone,
 * and a replay plays all that come before a case, so many cases are not worth few.
 */
const casesInBatch = { least: 12, most: 120, timesRootOfAll: 2.6 } as const;

/**
 * Every machine makes the same batches of a plan, however many processors it has: a case depends on
 * those before it in its guest. A network's cases are divided evenly, and networks with few share a batch.
 */
export function batchesOf(plan: readonly PlannedCase[]): Batch[] {
  const { least, most, timesRootOfAll } = casesInBatch;
  const size = Math.min(most, Math.max(least, Math.round(timesRootOfAll * Math.sqrt(plan.length))));
  const batches: PlannedCase[][] = [];
  for (const cases of byNetwork(plan)) {
    const last = batches.at(-1);
    if (last !== undefined && last.length + cases.length <= size) {
      last.push(...cases);
    } else {
      batches.push(...divided(cases, Math.ceil(cases.length / size)));
    }
  }
  return batches;
}

/** @returns the cases of each network, in the order of the plan. */
export function byNetwork(plan: readonly PlannedCase[]): readonly PlannedCase[][] {
  return [...Map.groupBy(plan, ({ network }) => network.name).values()];
}

function divided(cases: readonly PlannedCase[], into: number): readonly PlannedCase[][] {
  const place = (number: number) => Math.round((number * cases.length) / into);
  return Array.from({ length: into }, (_, number) => cases.slice(place(number), place(number + 1)));
}
