import type { MergedFrom, RunHeader } from "../header.ts";
import { countOf, startFinding } from "./ranges.ts";

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
  const find = startFinding([shard.cases]);
  return (index) => find(index) === 0;
}

/** @returns whether other runs play the rest of the plan. */
export function isPart({ shard }: Pick<Planned, "shard">): boolean {
  return shard !== undefined && shard.of > 1;
}

/** @returns what a reader of one shard, or of a merged run, must know, a sentence each. */
export function shardNotes({
  plan,
  shard,
  merged,
}: Planned & Pick<RunHeader, "merged">): readonly string[] {
  if (merged !== undefined) {
    return notesOfMerged(merged);
  }
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

function notesOfMerged({ of, shards }: MergedFrom): readonly string[] {
  const all = shards.length === of ? `${of}` : `${shards.length} of ${of}`;
  const machines = shards.flatMap(({ machine, resumedOn = [], versions: { node } }) =>
    [machine, ...resumedOn].map((each) => ({ ...each, node })),
  );
  const differing = (["kernel", "architecture", "cpus", "node"] as const).flatMap((key) => {
    const values = [...new Set(machines.map((machine) => String(machine[key])))];
    return values.length === 1 ? [] : [`${key} ${values.join(", ")}`];
  });
  const resumed = shards
    .filter((shard) => shard.resumed > 0)
    .map(({ number }) => `${number}/${of}`);
  return [
    `Merged from ${all} shards. The time is that of the longest.`,
    ...(differing.length === 0
      ? []
      : [`The shards' machines differ: ${differing.join("; ")}. Each result names its kernel.`]),
    ...(resumed.length === 0 ? [] : [`Shards that were resumed: ${resumed.join(", ")}.`]),
  ];
}
