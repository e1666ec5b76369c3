/** One part of a plan that is divided, written `2/8`. */
export interface Shard {
  /** From 1. */
  readonly number: number;
  /** How many there are. */
  readonly of: number;
}

/** More shards than this have no cases worth a machine's start. */
const shardsMax = 10_000;

/** What a word for a shard looks like, for messages. */
export const shardExpectation = `a part and the number of parts, from 1/1 to ${shardsMax}/${shardsMax}, such as 2/8`;

/** @returns null for a word that is no shard. */
export function parseShard(word: string): Shard | null {
  const [, part = "", parts = ""] = /^([1-9]\d*)\/([1-9]\d*)$/.exec(word) ?? [];
  const [number, of] = [Number(part), Number(parts)];
  return number >= 1 && number <= of && of <= shardsMax ? { number, of } : null;
}
