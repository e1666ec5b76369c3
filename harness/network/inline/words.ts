import { nearestName } from "../../scenario/nearest-name.ts";
import { correlationRefusal } from "../network-schema.ts";
import {
  type Queue,
  type Read,
  readCount,
  readMtu,
  readPercent,
  readQueue,
  readRate,
  readTime,
} from "./values.ts";

export type Side = "up" | "down";

/** The part of a direction that a word sets. */
export interface Setting {
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly rateKbit?: number;
  readonly lossPercent?: number;
  readonly burst?: number;
  readonly reorderPercent?: number;
  readonly duplicatePercent?: number;
  readonly corruptPercent?: number;
  readonly queue?: Queue;
  readonly mtuBytes?: number;
}

/** One word of an inline network, for example `up.rate=256kbit`. */
export interface Word {
  /** Null for both. */
  readonly side: Side | null;
  readonly key: Key;
  readonly set: Setting;
}

type Key = keyof typeof readers;

const readers = {
  delay: reading(readTime, (delayMs) => ({ delayMs })),
  rtt: reading(readTime, (roundTripMs) => ({ delayMs: roundTripMs / 2 })),
  jitter: reading(readTime, (jitterMs) => ({ jitterMs })),
  rate: reading(readRate, (rateKbit) => ({ rateKbit })),
  loss: reading(readPercent, (lossPercent) => ({ lossPercent })),
  burst: reading(readCount, (burst) => ({ burst })),
  reorder: reading(readPercent, (reorderPercent) => ({ reorderPercent })),
  duplicate: reading(readPercent, (duplicatePercent) => ({ duplicatePercent })),
  corrupt: reading(readPercent, (corruptPercent) => ({ corruptPercent })),
  queue: reading(readQueue, (queue) => ({ queue })),
  mtu: reading(readMtu, (mtuBytes) => ({ mtuBytes })),
};

/** @returns the word, or a problem: expected and found. */
export function readWord(word: string): Read<Word> {
  if (/^[\d.]+%$/.test(word)) {
    return { problem: `expected a word before the percentage "${word}": ${correlationRefusal}` };
  }
  const [, prefix, key = "", text = ""] = /^(?:(up|down)\.)?([^=]*)(?:=(.*))?$/.exec(word) ?? [];
  if (!isKey(key)) {
    return { problem: unknownKey(key) };
  }
  const read = readers[key](text);
  if ("problem" in read) {
    return { problem: `${word}: ${read.problem}` };
  }
  return { value: { side: sideOf(prefix), key, set: read.value } };
}

function reading<Value>(
  read: (text: string) => Read<Value>,
  use: (value: Value) => Setting,
): (text: string) => Read<Setting> {
  return (text) => {
    const result = read(text);
    return "value" in result ? { value: use(result.value) } : result;
  };
}

function isKey(key: string): key is Key {
  return Object.hasOwn(readers, key);
}

function sideOf(prefix: string | undefined): Side | null {
  return prefix === "up" || prefix === "down" ? prefix : null;
}

function unknownKey(key: string): string {
  if (/correlation/i.test(key)) {
    return `${key}: ${correlationRefusal}`;
  }
  const known = Object.keys(readers);
  const near = nearestName(key, known);
  const advice = near === null ? "" : `; did you mean "${near}"?`;
  return `expected a word such as delay=50ms (${known.join(", ")}), found "${key}"${advice}`;
}
