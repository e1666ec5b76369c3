import type { History, HistoryEvent } from "../../../history/history.ts";
import { formatBytes, formatMs } from "../../../verdict/text.ts";
import { foldGroups } from "../../terminal/failure-screen.ts";
import { eventWord } from "../../transport-words.ts";
import { counted } from "../mark-words.ts";
import { html, type Markup } from "../markup.ts";

/** Longer timelines are cut in the middle: the history has all rows. */
const rowsMax = 100;

export interface Break {
  readonly atMs: number;
  readonly check: string;
}

/** One row per event, with marks where requirements broke. */
export function timeline(history: History, breaks: readonly Break[]): Markup {
  const { events, eventsDropped } = history;
  const rows = [
    ...foldGroups(events).map((event) => ({ atMs: event.atMs, row: eventRow(event, history) })),
    ...breaks.map(({ atMs, check }) => ({ atMs, row: breakRow(atMs, check) })),
  ].sort((a, b) => a.atMs - b.atMs);
  const head = rows.slice(0, rowsMax / 2);
  const tail = rows.slice(Math.max(head.length, rows.length - rowsMax / 2));
  const omitted = rows.length - head.length - tail.length;
  return html`<h4>Timeline</h4>
<div class="scroll" role="group" aria-label="Timeline" tabindex="0"><table class="plain timeline"><thead><tr><th scope="col">At</th><th scope="col">Connection</th><th scope="col">Event</th><th scope="col">Bytes</th><th scope="col">Detail</th></tr></thead>
<tbody>${head.map(({ row }) => row)}${omitted > 0 ? note(`${counted(omitted, "event")} in between: see the history`) : null}${tail.map(({ row }) => row)}${
    eventsDropped > 0
      ? note(`${counted(eventsDropped, "more event")} did not fit into the history`)
      : null
  }</tbody></table></div>`;
}

function eventRow(
  { atMs, untilMs, connection, event, bytes, detail }: HistoryEvent,
  history: History,
): Markup {
  const remarks = [
    ...(untilMs === undefined ? [] : [`until ${formatMs(untilMs)}`]),
    ...(detail === undefined ? [] : [detail]),
  ].join(", ");
  return html`<tr><td>${formatMs(atMs)}</td><td>${connection ?? null}</td><td>${eventWord(event, history)}</td><td>${bytes === undefined ? null : formatBytes(bytes)}</td><td>${remarks}</td></tr>
`;
}

function breakRow(atMs: number, check: string): Markup {
  return html`<tr class="broke"><td>${formatMs(atMs)}</td><td colspan="4">◀ here <code>${check}</code> broke</td></tr>
`;
}

function note(text: string): Markup {
  return html`<tr class="note"><td></td><td colspan="4">… ${text}</td></tr>
`;
}
