import { correlationRefusal } from "../network-schema.ts";

/** A parsed value, or what is wrong with it. */
export type Read<Value> = { readonly value: Value } | { readonly problem: string };

/** @returns milliseconds. */
export function readTime(text: string): Read<number> {
  return readUnit(text, millisecondsPerUnit, "a time such as 50ms, 1.5s or 200us");
}

/** @returns 1000 bits a second. */
export function readRate(text: string): Read<number> {
  return readUnit(text, kbitPerUnit, "a rate such as 256kbit, 20mbit or 1gbit");
}

/** @returns packets in a row. */
export function readCount(text: string): Read<number> {
  return readUnit(text, { "": 1 }, "a number such as 3");
}

/** @returns bytes. */
export function readMtu(text: string): Read<number> {
  return readUnit(text, { "": 1 }, "a number of bytes such as 1280");
}

/** @returns percent. A second percentage is rejected with the reason. */
export function readPercent(text: string): Read<number> {
  if (/%.*\d/.test(text)) {
    return { problem: `expected one percentage, found "${text}": ${correlationRefusal}` };
  }
  return readUnit(text, { "%": 1 }, "a percentage such as 1% or 0.5%");
}

/** The length of a bounded queue, in the form a direction stores it. */
export type Queue = { readonly queueMs: number } | { readonly queuePackets: number };

export function readQueue(text: string): Read<Queue> {
  const expected = "a length such as 100ms or 50p (packets)";
  const packets = readUnit(text, { p: 1 }, expected);
  if ("value" in packets) {
    return { value: { queuePackets: packets.value } };
  }
  const time = readUnit(text, millisecondsPerUnit, expected);
  return "value" in time ? { value: { queueMs: time.value } } : time;
}

const millisecondsPerUnit = { us: 0.001, ms: 1, s: 1000 };
const kbitPerUnit = { kbit: 1, mbit: 1000, gbit: 1_000_000 };

function readUnit(
  text: string,
  factors: Readonly<Record<string, number>>,
  expected: string,
): Read<number> {
  const [, digits, unit = ""] = /^(\d+(?:\.\d+)?)([a-z%]*)$/.exec(text) ?? [];
  const factor = Object.hasOwn(factors, unit) ? factors[unit] : undefined;
  if (digits === undefined || factor === undefined) {
    return { problem: `expected ${expected}, found "${text}"` };
  }
  return { value: Number((Number(digits) * factor).toFixed(6)) };
}
