import type { Fault } from "./fault.ts";
import { isObject } from "./packet.ts";

/** Puts attachments into the places of their placeholders. @throws {RangeError} for one of nothing. */
export function fillIn(value: unknown, attachments: readonly Buffer[], fault: Fault): unknown {
  let taken = 0;
  const fill = (item: unknown): unknown => {
    if (Array.isArray(item)) {
      return item.map(fill);
    }
    if (!isObject(item)) {
      return item;
    }
    if (item["_placeholder"] !== true) {
      return Object.fromEntries(Object.entries(item).map(([name, member]) => [name, fill(member)]));
    }
    const place = fault === "attachments-as-they-come" ? taken : Number(item["num"]);
    taken += 1;
    const attachment = attachments[place];
    if (attachment === undefined) {
      throw new RangeError("a placeholder of no attachment");
    }
    return attachment;
  };
  return fill(value);
}

/** Takes attachments out of a payload, and leaves placeholders in their places. */
export function takeOut(value: unknown): {
  readonly payload: unknown;
  readonly attachments: readonly Buffer[];
} {
  const attachments: Buffer[] = [];
  const take = (item: unknown): unknown => {
    if (Buffer.isBuffer(item)) {
      return { _placeholder: true, num: attachments.push(item) - 1 };
    }
    if (Array.isArray(item)) {
      return item.map(take);
    }
    return isObject(item)
      ? Object.fromEntries(Object.entries(item).map(([name, member]) => [name, take(member)]))
      : item;
  };
  return { payload: take(value), attachments };
}
