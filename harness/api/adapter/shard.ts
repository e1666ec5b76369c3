import { SockspecError } from "../sockspec-error.ts";

/**
 * Takes every n-th of a list, so that parts take about the same time.
 *
 * @param shard such as `1/3`: the first of three parts.
 * @throws {SockspecError}
 */
export function ofShard<T>(all: readonly T[], shard: string): readonly T[] {
  const [, part = "", parts = ""] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(shard) ?? [];
  const [number, count] = [Number(part), Number(parts)];
  if (number < 1 || number > count || Number.isNaN(count)) {
    const message = `shard: expected a part such as 1/3, found "${shard}".`;
    throw new SockspecError(message, { code: "INVALID_REQUEST", field: "shard" });
  }
  const own = all.filter((_, index) => index % count === number - 1);
  if (own.length === 0) {
    const message = `shard: ${shard} has no scenario, because only ${all.length} are selected.`;
    throw new SockspecError(message, { code: "NOTHING_SELECTED", field: "shard" });
  }
  return own;
}
