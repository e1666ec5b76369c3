import type { MergedFrom, MergedShard, RunHeader } from "../header.ts";
import { isOwnCase } from "./own-cases.ts";

/** @returns the numbers of those that are not there. */
export function missingShards({
  of,
  shards,
}: {
  readonly of: number;
  readonly shards: readonly Pick<MergedShard, "number">[];
}): readonly number[] {
  const there = new Set(shards.map(({ number }) => number));
  return Array.from({ length: of }, (_, place) => place + 1).filter((number) => !there.has(number));
}

/** @returns why a merged run has no result for some of its cases; null where none is missing. */
export function whyIncomplete(merged: MergedFrom): string | null {
  const missing = missingShards(merged);
  const names = shardNames(missing, merged.of);
  const reasons = [
    ...(missing.length === 0
      ? []
      : [missing.length === 1 ? `shard ${names} is missing` : `shards ${names} are missing`]),
    ...merged.shards.flatMap((shard) => whyUnfinished(shard, merged)),
  ];
  return reasons.length === 0 ? null : reasons.join("; ");
}

function whyUnfinished({ number, stopped }: MergedShard, { of }: MergedFrom): readonly string[] {
  return stopped === null ? [] : [`shard ${number}/${of}: ${stopped}`];
}

/**
 * @param reason why the run is incomplete.
 * @returns the reason for the case in this place of the plan: of a merged run, its own shard's.
 */
export function whyNotRun(
  { merged }: Pick<RunHeader, "merged">,
  reason: string,
): (index: number) => string {
  if (merged === undefined || reason !== whyIncomplete(merged)) {
    return () => reason;
  }
  const missing = missingShards(merged);
  const [one] = missing;
  const whose =
    missing.length === 1 ? `shard ${one}/${merged.of} is missing` : "its shard is missing";
  const unfinished = merged.shards.flatMap((shard) => {
    const [why] = whyUnfinished(shard, merged);
    const part = { number: shard.number, of: merged.of, cases: shard.cases, division: "" };
    return why === undefined ? [] : [{ isOwn: isOwnCase({ shard: part }), why }];
  });
  return (index) => unfinished.find(({ isOwn }) => isOwn(index))?.why ?? whose;
}

/** More of them are counted. */
const namedMax = 10;

/** @returns for example `3/8, 5/8`. */
export function shardNames(numbers: readonly number[], of: MergedFrom["of"]): string {
  const names = numbers.slice(0, namedMax).map((number) => `${number}/${of}`);
  const more = numbers.length - names.length;
  return `${names.join(", ")}${more === 0 ? "" : ` and ${more} more`}`;
}
