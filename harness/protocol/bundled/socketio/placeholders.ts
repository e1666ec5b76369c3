import { isRecord } from "./packet.ts";

/** Whether each placeholder stands for one of so many attachments. */
export function arePlaceholdersValid(payload: unknown, attachments: number): boolean {
  if (Array.isArray(payload)) {
    return payload.every((item) => arePlaceholdersValid(item, attachments));
  }
  if (!isRecord(payload)) {
    return true;
  }
  if (payload["_placeholder"] !== true) {
    return Object.values(payload).every((item) => arePlaceholdersValid(item, attachments));
  }
  const place = payload["num"];
  return Number.isInteger(place) && Number(place) >= 0 && Number(place) < attachments;
}

/**
 * Writes JSON in one spelling, whatever the order of members, with the attachments in place of
 * their placeholders. An attachment is in base64 and in angle brackets, which no JSON has.
 */
export function canonical(value: unknown, attachments: readonly Uint8Array[]): string {
  if (Array.isArray(value)) {
    return `[${value.map((item) => canonical(item, attachments)).join()}]`;
  }
  if (!isRecord(value)) {
    return JSON.stringify(value);
  }
  const attachment = value["_placeholder"] === true ? attachments[Number(value["num"])] : undefined;
  if (attachment !== undefined) {
    return `<${Buffer.from(attachment).toString("base64")}>`;
  }
  const members = Object.entries(value)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${JSON.stringify(name)}:${canonical(member, attachments)}`);
  return `{${members.join()}}`;
}
