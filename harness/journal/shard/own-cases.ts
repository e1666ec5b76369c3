import type { RunHeader } from "../header.ts";
import { countOf, parseRanges } from "./ranges.ts";

type Planned = Pick<RunHeader, "plan" | "shard">;

/** @returns how many cases of its plan a run plays; 0 where an older header does not count them. */
export function ownCaseCount({ plan, shard }: Planned): number {
  return shard === undefined ? (plan?.cases ?? 0) : countOf(shard.cases);
}

/** @returns whether a run plays the case in this place of its plan. */
export function isOwnCase({ shard }: Pick<Planned, "shard">): (index: number) => boolean {
  if (shard === undefined) {
    return () => true;
  }
  const ranges = parseRanges(shard.cases);
  return (index) => {
    let [low, high] = [0, ranges.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const isBefore = (ranges[middle]?.to ?? 0) < index;
      [low, high] = isBefore ? [middle + 1, high] : [low, middle];
    }
    const found = ranges[low];
    return found !== undefined && found.from <= index;
  };
}

/** @returns what a reader of one shard must know, a sentence each. */
export function shardNotes({ plan, shard }: Planned): readonly string[] {
  if (shard === undefined) {
    return [];
  }
  const name = `${shard.number}/${shard.of}`;
  const count = countOf(shard.cases);
  const all = plan?.cases ?? 0;
  return count === 0
    ? [`Shard ${name} has no cases: the plan has ${all}, which other shards play.`]
    : [
        `Shard ${name}: ${count} of the plan's ${all} cases. sockspec merge puts the shards together.`,
      ];
}
