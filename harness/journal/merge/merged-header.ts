import { createHash } from "node:crypto";
import type { MergedFrom, RunHeader } from "../header.ts";
import { parseJson } from "../json.ts";
import { readLines } from "../rows/file-lines.ts";
import { journalFile } from "../write.ts";
import type { FittingPart } from "./fit.ts";

/** A header as it is written: keys that a newer version may have added are kept. */
export type WrittenHeader = Readonly<Record<string, unknown>> &
  Pick<RunHeader, "runId"> & { readonly merged: MergedFrom };

/**
 * Makes the header of the merged run from that of its first shard. It depends on the shards alone, not on
 * what was merged before, or in which order.
 *
 * @param parts ascending, at least one.
 */
export function mergeHeaders(parts: readonly [FittingPart, ...FittingPart[]]): WrittenHeader {
  const [{ run }] = parts;
  const { shard: _, merged: __, ...first } = headerOf(run.folder);
  const { of, division } = run.division;
  const merged = { of, division, shards: parts.map(({ shard }) => shard) };
  const startedAt = merged.shards.map((shard) => shard.startedAt).sort()[0] ?? "";
  return {
    ...first,
    runId: idOf(startedAt, merged),
    startedAt,
    command: withoutShard(first["command"] as readonly string[]),
    ...(first["asked"] === undefined ? {} : { asked: askedForAll(first["asked"]) }),
    merged,
  };
}

function headerOf(folder: string): Readonly<Record<string, unknown>> {
  const file = journalFile(folder);
  for (const { bytes } of readLines(file, "")) {
    return parseJson(bytes, { file, line: 1, advice: "" }) as Readonly<Record<string, unknown>>;
  }
  return {};
}

/** The same for the same shards, so that merging them again makes no other run. */
function idOf(startedAt: string, merged: MergedFrom): string {
  const stamp = startedAt.replace(/[:.]/g, "-").slice(0, 19);
  const digest = createHash("sha256").update(JSON.stringify(merged)).digest("hex");
  return `${stamp}-${digest.slice(0, 6)}`;
}

const ofShards = ["--shard", "--durations"];

/** The command line of the whole plan. */
function withoutShard(words: readonly string[]): readonly string[] {
  const end = words.indexOf("--");
  const own = end < 0 ? words : words.slice(0, end);
  const kept = own.filter((word, at) => {
    const isOption = ofShards.some((option) => word === option || word.startsWith(`${option}=`));
    return !isOption && !ofShards.includes(own[at - 1] ?? "");
  });
  return [...kept, ...words.slice(own.length)];
}

/** A merged run is resumed as the whole. */
function askedForAll(asked: unknown): unknown {
  const { options, ...rest } = asked as NonNullable<RunHeader["asked"]>;
  const { shard: _, durations: __, ...kept } = options;
  return { ...rest, options: kept };
}
