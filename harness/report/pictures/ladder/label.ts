import type { Crossing } from "../../../evidence/crossings/crossing.ts";
import { flagsOf, isDatagram, isSegment, type Passage } from "../../../evidence/passage.ts";
import { type Exchanged, nameBytes } from "../../../protocol/messages.ts";
import { formatBytes } from "../../../verdict/text.ts";
import type { Member } from "./cast.ts";
import { datagramLabel } from "./datagram-label.ts";
import type { Run } from "./runs.ts";

/** An arrow's style; `plain` has its connection's colour. */
export type Tone = "plain" | "bad" | "warn" | "zero";

/** @returns the label of a run's arrow. */
export function labelOf(run: Run, { exchanged, to }: Pick<Member, "exchanged" | "to">): string {
  const datagrams = run.crossings.filter(isDatagram);
  if (datagrams.length > 0) {
    return datagramLabel(datagrams, to);
  }
  const crossings = run.crossings.filter(isSegment);
  const [first] = crossings;
  if (first === undefined) {
    return "";
  }
  const body =
    crossings.length === 1
      ? labelOfOne(first, exchanged)
      : labelOfMany(crossings, first, exchanged);
  return [...prefixes(first), body, ...suffixes(first)].join(" ");
}

/** @returns what the bytes of a run are, in words of the protocol; empty if that is not known. */
function messageNames(crossings: readonly Crossing[], exchanged: Exchanged | null): string {
  const withPayload = crossings.filter(({ payloadBytes }) => payloadBytes > 0);
  const [first] = withPayload;
  if (exchanged === null || first === undefined) {
    return "";
  }
  // The first byte has sequence number 1.
  const from = Math.min(...withPayload.map(({ sequence }) => sequence)) - 1;
  const until = endOf(withPayload);
  const noun = first.direction === "toServer" ? "message" : "reply";
  return nameBytes(exchanged[first.direction], noun, { from, until });
}

/** The last sequence number of their payloads. */
function endOf(crossings: readonly Crossing[]): number {
  return crossings.reduce(
    (most, { sequence, payloadBytes }) => Math.max(most, sequence + payloadBytes - 1),
    0,
  );
}

export function toneOf(passage: Passage): Tone {
  const { fate, marks } = passage;
  const isError = isDatagram(passage) && passage.icmp !== null;
  if (fate === "lost" || flagsOf(passage).rst || isError) {
    return "bad";
  }
  if (marks.some((mark) => isTrouble.has(mark))) {
    return "warn";
  }
  return marks.some((mark) => isOfZero.has(mark)) ? "zero" : "plain";
}

const isTrouble: ReadonlySet<string> = new Set(["retransmission", "out-of-order", "duplicated"]);
const isOfZero: ReadonlySet<string> = new Set([
  "zero-window",
  "window-opened",
  "window-probe",
  "keep-alive",
]);

function prefixes({ marks, fate }: Crossing): readonly string[] {
  return [
    ...(marks.includes("retransmission") ? [fate === "lost" ? "again," : "again:"] : []),
    ...(fate === "lost" ? ["lost:"] : []),
    ...(marks.includes("duplicated") ? ["second copy:"] : []),
  ];
}

function suffixes({ marks, fate }: Crossing): readonly string[] {
  return [
    ...(marks.includes("original-arrived") ? ["· needless"] : []),
    ...(marks.includes("out-of-order") ? ["· was overtaken"] : []),
    ...(fate === "unseen" ? ["· arrival not captured"] : []),
  ];
}

function labelOfOne(crossing: Crossing, exchanged: Exchanged | null): string {
  const { flags, payloadBytes, sequence, acknowledgement, windowBytes, marks } = crossing;
  if (marks.includes("window-probe")) {
    return `window probe${marks.includes("zero-window") ? ", window 0" : ""}`;
  }
  if (marks.includes("keep-alive")) {
    return "keep-alive probe";
  }
  const names = namesOf(crossing);
  const isPureAck = names === "ACK";
  const parts = [
    isPureAck ? `ACK ${acknowledgement ?? ""}` : names,
    ...(payloadBytes > 0 ? [formatBytes(payloadBytes)] : []),
    messageNames([crossing], exchanged),
    ...(isPureAck || flags.syn ? [] : [`seq ${sequence}`]),
    ...windowText(crossing, windowBytes, isPureAck),
  ];
  return parts.filter((part) => part !== "").join(" · ");
}

/** The flags worth showing; ACK only when there is nothing else. */
function namesOf({ flags, payloadBytes }: Crossing): string {
  const saysMore = payloadBytes > 0 || flags.fin || flags.rst;
  const names = [
    [flags.syn, "SYN"],
    [flags.fin, "FIN"],
    [flags.rst, "RST"],
    [flags.urg, "URG"],
    [flags.ack && !saysMore, "ACK"],
  ] as const;
  return names.flatMap(([isSet, name]) => (isSet ? [name] : [])).join(" ");
}

function windowText(
  { marks, flags, fate }: Crossing,
  windowBytes: number | null,
  isPureAck: boolean,
): readonly string[] {
  if (marks.includes("zero-window")) {
    return ["window 0"];
  }
  const amount = windowBytes === null ? "" : ` ${formatBytes(windowBytes)}`;
  if (marks.includes("window-opened")) {
    return [`window opens:${amount}`];
  }
  return windowBytes !== null && fate === "arrived" && (isPureAck || flags.syn)
    ? [`window${amount}`]
    : [];
}

function labelOfMany(
  crossings: readonly Crossing[],
  first: Crossing,
  exchanged: Exchanged | null,
): string {
  const count = crossings.length;
  const last = crossings.at(-1) ?? first;
  const window = first.marks.includes("zero-window") ? " · window 0" : "";
  if (first.marks.includes("window-probe") || first.marks.includes("keep-alive")) {
    return `${count} × ${labelOfOne(first, exchanged)}`;
  }
  if (first.payloadBytes === 0) {
    return first.flags.fin || first.flags.rst || first.flags.syn
      ? `${count} × ${labelOfOne(first, exchanged)}`
      : `${count} × ACK up to ${last.acknowledgement}${window}`;
  }
  const sizes = new Set(crossings.map(({ payloadBytes }) => payloadBytes));
  const sum = crossings.reduce((total, { payloadBytes }) => total + payloadBytes, 0);
  const amount =
    sizes.size === 1
      ? `${count} × ${formatBytes(first.payloadBytes)}`
      : `${count} segments, ${formatBytes(sum)}`;
  const names = messageNames(crossings, exchanged);
  const place = `seq ${first.sequence}–${endOf(crossings)}`;
  return `${[amount, names, place].filter((part) => part !== "").join(" · ")}${window}`;
}
