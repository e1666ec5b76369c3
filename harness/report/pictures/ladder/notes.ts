import type { EventName, History, HistoryEvent } from "../../../history/history.ts";
import { formatBytes } from "../../../verdict/text.ts";
import type { Cast } from "./cast.ts";
import { foldEvents, groupOf } from "./fold.ts";

/** One line of text beside the lane it belongs to. */
export interface Note {
  readonly atMs: number;
  /** End of what lasted for a while. */
  readonly untilMs: number | null;
  readonly lane: "application" | "process";
  readonly text: string;
  readonly isBad: boolean;
  /** The connection whose colour it has, if it is a shown one. */
  readonly member: number | null;
}

/** Actions and observations of the client's application, in order. */
export function applicationNotes({ events }: History, { members }: Cast): readonly Note[] {
  const indices = new Map(members.map(({ name, index }) => [name, index]));
  const isAlone = new Set(events.map(({ connection }) => connection ?? "")).size <= 2;
  return foldEvents(events, new Set(indices.keys())).flatMap(({ event, connections, times }) => {
    const count = connections.size;
    const what = eventLabel(event, times);
    if (what === null || event.connection === undefined) {
      return [];
    }
    const index = indices.get(event.connection) ?? null;
    const name = count === 1 ? event.connection : `${groupOf(event.connection)} × ${count}`;
    return {
      atMs: event.atMs,
      untilMs: event.untilMs ?? null,
      lane: "application" as const,
      text: isAlone && members.length === 1 ? what : `${name}: ${what}`,
      isBad: isBad(event.event),
      member: index,
    };
  });
}

/**
 * Limits the notes to the first, those around a moment, and errors; the rest is counted.
 *
 * @param aroundMs the moment; null for the end.
 */
export function limitNotes(
  notes: readonly Note[],
  notesMax: number,
  aroundMs: number | null,
): readonly Note[] {
  if (notes.length <= notesMax) {
    return notes;
  }
  const head = Math.floor(notesMax / 4);
  const later = notes.findIndex(({ atMs }) => atMs > (aroundMs ?? Number.POSITIVE_INFINITY));
  const middle = later < 0 ? notes.length : later;
  const tail = notesMax - head;
  const from = Math.max(head, Math.min(notes.length - tail, middle - Math.floor((tail * 2) / 3)));
  const more = (dropped: readonly Note[]): readonly Note[] => {
    const [first] = dropped;
    return first === undefined
      ? []
      : [{ ...first, text: `… ${dropped.length} more events`, isBad: false, member: null }];
  };
  return [
    ...notes.slice(0, head),
    ...more(notes.slice(head, from)),
    ...notes.slice(from, from + tail),
    ...more(notes.slice(from + tail)),
  ];
}

function isBad(event: EventName): boolean {
  return event === "deadline-passed" || event === "write-failed" || event === "connect-failed";
}

/** @returns null for an event that belongs in another lane. */
function eventLabel(
  { event, bytes = 0, datagrams = 0, detail }: HistoryEvent,
  times: number,
): string | null {
  const pieces = times === 1 ? "" : ` in ${times} pieces`;
  const because = detail === undefined ? "" : ` (${detail})`;
  switch (event) {
    case "wrote":
      return `wrote ${formatBytes(bytes)}${pieces}`;
    case "received":
      return `read ${formatBytes(bytes)}${pieces}`;
    case "datagrams-sent":
      return `sent ${countDatagrams(datagrams)}, ${formatBytes(bytes)}`;
    case "datagrams-received":
      return `received ${countDatagrams(datagrams)}, ${formatBytes(bytes)}`;
    case "socket-opened":
      return "opens a socket";
    case "blocked":
      return `write blocks${because}`;
    case "connect-failed":
      return `could not connect${because}`;
    case "reading-stopped":
      return "stops reading";
    case "reading-resumed":
      return "reads again";
    case "fin-sent":
      return "SHUT_WR";
    case "rst-sent":
      return "aborts";
    case "fin-received":
      return "reads end of file";
    case "rst-received":
      return `learns of the reset${because}`;
    case "write-failed":
      return `write failed${because}`;
    case "deadline-passed":
      return `deadline passed${because}`;
    case "urgent-sent":
      return "sends urgent data";
    case "backlog-full":
      return "finds the backlog full";
    case "descriptors-sent":
      return `sent descriptors${because}`;
    case "socket-type-tried":
      return `tried another type${because}`;
    case "client-run":
      return "runs the client";
    case "client-ended":
      return "the client has ended";
    case "connecting":
    case "connected":
    case "closed":
      return `${event}${because}`;
    case "link-unsettled":
      return `link not settled${because}`;
    case "accepted":
      return "accepted";
    case "listening":
    case "client-started":
    case "sampled":
    case "options-read":
    case "signalled":
    case "restarted":
    case "upstream-signalled":
    case "upstream-restarted":
    case "second-started":
    case "implementation-exited":
    case "link-broken":
    case "link-restored":
      return null;
  }
}

function countDatagrams(count: number): string {
  return `${count} datagram${count === 1 ? "" : "s"}`;
}
