import { allCases } from "../../../journal/not-run.ts";
import type { RunReport } from "../../run-report.ts";
import { type OptionCell, type OptionTable, optionTable } from "../../socket-options/table.ts";
import { type Child, html, type Markup } from "../markup.ts";

/** Wider tables scroll in their own frame. */
const implementationsMax = 4;

/** What the implementations set on their sockets, side by side; null where it was not read. */
export function socketOptionsSection({ run }: RunReport): Markup | null {
  const table = optionTable(allCases(run));
  if (table === null) {
    return null;
  }
  return html`<section aria-labelledby="options"><h2 id="options">Socket options</h2>
<p class="hint">Read from outside, on the listener and on a connection that it accepted. In bold: what differs from a new socket, so that the implementation set it. Connections inherit most of what their listener has.</p>
${table.implementations.length === 0 ? null : drawTable(table)}
${table.unread.map(({ implementation, why }) => html`<p class="hint"><bdi>${implementation}</bdi>: not readable here, because ${why}.</p>`)}</section>`;
}

function drawTable({ implementations, rows }: OptionTable): Markup {
  const wide = implementations.length > implementationsMax;
  return html`<div class="scroll${wide ? " wide" : ""}" role="group" aria-labelledby="options" tabindex="0">
<table class="plain options"><thead><tr><th scope="col" rowspan="2">Option</th>${implementations.map(
    (name) => html`<th scope="colgroup" colspan="2">${name}</th>`,
  )}</tr>
<tr>${implementations.map(() => html`<th scope="col">listener</th><th scope="col">connection</th>`)}</tr></thead>
<tbody>
${rows.map(
  ({ name, cells }) => html`<tr><th scope="row"><code>${name}</code></th>${cells.map(
    ({ listener, connection }) => [drawCell(listener), drawCell(connection)],
  )}</tr>
`,
)}</tbody></table></div>`;
}

function drawCell(cell: OptionCell | null): Child {
  if (cell === null) {
    return html`<td><span aria-hidden="true">–</span><span class="unseen">none</span></td>`;
  }
  return cell.isSet ? html`<td><b>${cell.text}</b></td>` : html`<td>${cell.text}</td>`;
}
