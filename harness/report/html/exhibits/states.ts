import type { Evidence, SocketSample } from "../../../evidence/evidence.ts";
import {
  type ConnectionStates,
  connectionStates,
  type End,
} from "../../../evidence/states/connection-states.ts";
import type { History } from "../../../history/history.ts";
import { formatBytes, formatMs } from "../../../verdict/text.ts";
import { connectionName, connectionsMax, formatRuns, statesNotes } from "../../states/text.ts";
import { type Child, html } from "../markup.ts";

/** TCP states of both ends of each connection over time, and the last TCP_INFO of each end. */
export function statesPart(history: History, evidence: Evidence | null): Child {
  const states = connectionStates(evidence?.sockets ?? []);
  if (states.length === 0) {
    return null;
  }
  const shown = states.slice(0, connectionsMax);
  const left = states.length - shown.length;
  return html`<h4>TCP states</h4>
<p class="hint">Sampled at both hosts every 40 to 500 ms: a state that was over sooner is not seen.${left === 0 ? null : ` ${left} more connections are in the evidence.`}</p>
<div class="scroll" role="group" aria-label="TCP states" tabindex="0"><table class="plain"><thead><tr><th scope="col">Connection</th><th scope="col">End</th><th scope="col">States, and when they were seen</th></tr></thead>
<tbody>${shown.map((connection) => statesRows(connection, history))}</tbody></table></div>
${infoTable(shown, history)}`;
}

const ends: readonly End[] = ["client", "server"];

function statesRows(connection: ConnectionStates, history: History): Child {
  const notes = statesNotes(connection);
  return ends.map(
    (end) => html`<tr>${
      end === "client"
        ? html`<th scope="row" rowspan="2">${connectionName(history, connection.clientPort)}${notes.map((note) => html`<br><span class="hint">${note}</span>`)}</th>`
        : null
    }<td>${end}</td><td>${formatRuns(connection[end])}</td></tr>
`,
  );
}

const columns: readonly (readonly [string, (sample: SocketSample) => string])[] = [
  ["At", ({ atMs }) => formatMs(atMs)],
  ["Round trip", ({ roundTripMs }) => milliseconds(roundTripMs)],
  ["Smallest", ({ minimumRoundTripMs }) => milliseconds(minimumRoundTripMs)],
  ["Sent again", ({ retransmittedSegments }) => String(retransmittedSegments)],
  ["Lost", ({ lostSegments }) => String(lostSegments ?? "–")],
  ["In flight", ({ unacknowledgedSegments }) => String(unacknowledgedSegments ?? "–")],
  ["Window", ({ congestionWindowSegments }) => String(congestionWindowSegments ?? "–")],
  ["Delivery, 1/s", ({ deliveryBytesPerSecond }) => bytes(deliveryBytesPerSecond)],
  ["Acked", ({ bytesAcked }) => bytes(bytesAcked)],
  ["Received", ({ bytesReceived }) => bytes(bytesReceived)],
];

function infoTable(states: readonly ConnectionStates[], history: History): Child {
  const rows = states.flatMap((connection) =>
    ends.flatMap((end) => {
      const { info } = connection[end];
      return info === null ? [] : [{ connection, end, info }];
    }),
  );
  return rows.length === 0
    ? null
    : html`<details class="inner"><summary>TCP_INFO, as last sampled; windows and losses in segments</summary>
<div class="scroll" role="group" aria-label="TCP_INFO" tabindex="0"><table class="plain numbers"><thead><tr><th scope="col">Connection</th>${columns.map(([name]) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
        ({ connection, end, info }) =>
          html`<tr><th scope="row">${connectionName(history, connection.clientPort)}, ${end}</th>${columns.map(([, value]) => html`<td>${value(info)}</td>`)}</tr>
`,
      )}</tbody></table></div></details>`;
}

function milliseconds(ms: number | null | undefined): string {
  return ms == null ? "–" : formatMs(ms);
}

function bytes(count: number | null | undefined): string {
  return count == null ? "–" : formatBytes(count);
}
