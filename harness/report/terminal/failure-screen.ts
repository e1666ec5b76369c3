import type { EvidenceDigest, WayDigest } from "../../evidence/evidence.ts";
import type { WayTraffic } from "../../history/datagram-history.ts";
import type { History, HistoryEvent } from "../../history/history.ts";
import { middleCut } from "../../host/printed-text.ts";
import { visibleText } from "../../host/visible-text.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { counted, formatMs, formatOutcome } from "../../verdict/text.ts";
import type { CheckResult } from "../../verdict/verdict.ts";
import { eventWord, placeOf, socketLine } from "../transport-words.ts";
import { formatMark, type Paint } from "./glyphs.ts";

/** A timeline longer than a screen is cut in the middle. */
const timelineLinesMax = 16;
const outputLinesMax = 6;
const outputLineCharactersMax = 200;

export interface FailureScreenOptions {
  readonly paint: Paint;
  readonly history: History | null;
  /** Path of the history, as the user can open it; null if it could not be stored. */
  readonly evidence: string | null;
  /** The command that repeats the case. */
  readonly repeat: string;
}

/** One screen that shows which requirement broke, how, when, and how to reproduce it. */
export function formatFailure(result: CaseResult, options: FailureScreenOptions): string {
  const { paint, history } = options;
  const attempt = result.attempt === 1 ? "" : `, attempt ${result.attempt}`;
  const where = `${placeOf(result)}, ${result.lab} lab, repetition ${result.repetition}${attempt}`;
  const title = paint(["bold", "red"], `${result.implementation} · ${result.scenario}`);
  const lines = [`${formatMark(result.verdict, paint)} ${title}  ${paint("dim", where)}`];
  if (result.reason !== null) {
    lines.push(`  ${result.verdict}  ${visibleText(result.reason).replaceAll("\n", "\n  ")}`);
  }
  const failed = result.checks.filter((check) => check.status === "fail");
  for (const check of failed) {
    lines.push(...formatCheck(check, paint));
  }
  if (history !== null) {
    const brokeAtMs = failed.find((check) => check.brokeAtMs !== null)?.brokeAtMs ?? null;
    const events = formatTimeline(history.events, brokeAtMs, paint, history);
    lines.push(paint("dim", "  timeline"), ...events);
    lines.push(...formatLink(history, paint), ...formatSocket(history, paint));
    lines.push(...formatWires(result.digest ?? null, paint));
    lines.push(...formatProcess(history, result.fate, paint));
  }
  lines.push(`  ${paint("dim", "evidence")}  ${options.evidence ?? "not stored"}`);
  lines.push(`  ${paint("dim", "repeat")}    ${options.repeat}`);
  return lines.join("\n");
}

function formatCheck(check: CheckResult, paint: Paint): readonly string[] {
  return [
    `  ${paint("bold", `${check.level} ${check.id}`)}  ${check.statement}`,
    `    ${paint("dim", "source  ")}  ${check.source}`,
    `    ${paint("dim", "expected")}  ${check.expected}`,
    `    ${paint("dim", "observed")}  ${paint("red", visibleText(check.observed))}`,
  ];
}

/** Lists events in order, one line each, with a mark where the requirement broke. */
export function formatTimeline(
  events: readonly HistoryEvent[],
  brokeAtMs: number | null,
  paint: Paint,
  history: Pick<History, "unixSocket"> = {},
): readonly string[] {
  const lines = foldGroups(events).map((event) => ({
    atMs: event.atMs,
    text: formatEvent(event, history),
  }));
  if (brokeAtMs !== null) {
    lines.push({ atMs: brokeAtMs, text: paint("red", "◀ requirement broken here") });
    lines.sort((a, b) => a.atMs - b.atMs);
  }
  const shown = lines.map(({ atMs, text }) => `  ${formatMs(atMs).padStart(11)}  ${text}`);
  if (shown.length <= timelineLinesMax) {
    return shown;
  }
  const broken = lines.findIndex(({ text }) => text.includes("◀"));
  const head = Math.floor(timelineLinesMax / 4);
  const rest = timelineLinesMax - head;
  const around = broken < 0 ? shown.length - rest : Math.max(head, broken - Math.floor(rest / 2));
  const from = Math.min(around, shown.length - rest);
  const after = shown.length - from - rest;
  return [
    ...shown.slice(0, head),
    ...(from > head ? [`${" ".repeat(15)}… ${from - head} more`] : []),
    ...shown.slice(from, from + rest),
    ...(after > 0 ? [`${" ".repeat(15)}… ${after} more`] : []),
  ];
}

/** Consecutive events that the connections of a group have in common are merged. */
export function foldGroups(events: readonly HistoryEvent[]): readonly HistoryEvent[] {
  const folded: { event: HistoryEvent; group: string; connections: Set<string> }[] = [];
  for (const event of events) {
    const { connection = "", bytes = 0, datagrams = 0, detail = "" } = event;
    const group = `${event.event} ${connection.replace(/#\d+$/, "")} ${detail}`;
    const last = folded.at(-1);
    if (last?.group === group && connection.includes("#")) {
      last.connections.add(connection);
      const sum = (last.event.bytes ?? 0) + bytes;
      const datagramSum = (last.event.datagrams ?? 0) + datagrams;
      last.event = {
        ...last.event,
        connection: groupName(last.connections),
        untilMs: event.untilMs ?? event.atMs,
        ...(sum === 0 ? {} : { bytes: sum }),
        ...(datagramSum === 0 ? {} : { datagrams: datagramSum }),
      };
    } else {
      folded.push({ event, group, connections: new Set([connection]) });
    }
  }
  return folded.map(({ event }) => event);
}

function groupName(connections: ReadonlySet<string>): string {
  const [first = ""] = connections;
  return connections.size === 1 ? first : `${first.replace(/#\d+$/, "")} × ${connections.size}`;
}

function formatEvent(event: HistoryEvent, history: Pick<History, "unixSocket">): string {
  const name = eventWord(event.event, history);
  const many = event.datagrams === undefined ? "" : ` ${counted(event.datagrams, "datagram")},`;
  const bytes = event.bytes === undefined ? "" : ` ${event.bytes} bytes`;
  const until = event.untilMs === undefined ? "" : ` until ${formatMs(event.untilMs)}`;
  const detail = event.detail === undefined ? "" : ` (${event.detail})`;
  return `${(event.connection ?? "").padEnd(12)} ${name}${many}${bytes}${until}${detail}`;
}

function formatSocket(history: History, paint: Paint): readonly string[] {
  const line = socketLine(history);
  return line === null ? [] : [`  ${paint("dim", "socket")}    ${line}`];
}

/** What crossed the wire with datagrams: UDP promises none of it, so that a verdict depends on what was lost. */
function formatLink({ linkTraffic }: History, paint: Paint): readonly string[] {
  if (linkTraffic === null) {
    return [];
  }
  const way = ({ entered, left, lost }: WayTraffic) => {
    const doubled = Math.max(0, left + lost - entered);
    const more = doubled === 0 ? "" : `, ${doubled} duplicated`;
    return `${counted(entered, "packet")}, ${lost} lost${more}`;
  };
  const { toServer, toClient } = linkTraffic;
  return [
    `  ${paint("dim", "link")}      to the server ${way(toServer)}; to the client ${way(toClient)}`,
  ];
}

/** What crossed the wires at both sides of a proxy: it is graded on the one, and may be held up on the other. */
function formatWires(digest: EvidenceDigest | null, paint: Paint): readonly string[] {
  if (digest?.upstream === undefined) {
    return [];
  }
  const way = (to: string, found: WayDigest | null) =>
    found === null
      ? `not seen to the ${to}`
      : `${counted(found.segments, "segment")} to the ${to}, ${found.lostSegments} lost`;
  const { toServer, toClient, upstream } = digest;
  return [
    `  ${paint("dim", "wires")}     client's wire: ${way("proxy", toServer)}; ${way("client", toClient)}`,
    `            second wire: ${way("upstream", upstream.toServer)}; ${way("proxy", upstream.toClient)}`,
  ];
}

function formatProcess(
  { process }: History,
  fate: CaseResult["fate"],
  paint: Paint,
): readonly string[] {
  if (process === null) {
    return [`  ${paint("dim", "process")}   not visible in this lab`];
  }
  const stop =
    process.stop === null
      ? ""
      : `, then ${process.stop.signals.join(" and ")}: ${formatOutcome(process.stop.outcome)}`;
  const lines = process.output.text.trimEnd().split("\n").filter(Boolean);
  const dropped = process.output.bytesDropped;
  return [
    `  ${paint("dim", "process")}   ${fate === null ? "" : `${fate}: `}${formatOutcome(process.atEnd)}${stop}`,
    ...withoutFrames(lines)
      .slice(-outputLinesMax)
      .map((line) => `    ${paint("dim", "│")} ${printable(line)}`),
    ...(dropped > 0 ? [`    ${paint("dim", "│")} … and ${dropped} more bytes`] : []),
  ];
}

/** The message of an error stands before the stack, which would push it off the screen. */
function withoutFrames(lines: readonly string[]): readonly string[] {
  const isFrame = (line = "") => /^\s+at\s/.test(line);
  return lines.filter((line, index) => !isFrame(line) || !isFrame(lines[index - 1]));
}

/** An implementation's output must not control the terminal. */
function printable(line: string): string {
  return middleCut(visibleText(line.replace(/\r$/, "")), outputLineCharactersMax);
}
