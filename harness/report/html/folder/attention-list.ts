import { byAttention, type Entry, whichTime } from "../entry.ts";
import { counted, signOf, wordsOf } from "../mark-words.ts";
import { html, type Markup } from "../markup.ts";

/** The worst case of a cell that did not simply pass. */
export interface Notable {
  readonly entry: Entry;
  readonly cell: string;
}

/** Beyond this, what needs attention is counted: the matrix leads to all of it. */
const listedMax = 200;

/** The situations that need attention, most important first, each with a link to its cell. */
export function attentionList(notable: readonly Notable[]): Markup {
  const cells = new Map(notable.map(({ entry, cell }) => [entry, cell]));
  const listed = byAttention([...cells.keys()]).slice(0, listedMax);
  const left = cells.size - listed.length;
  return html`<section aria-labelledby="attention"><h2 id="attention">Needs attention</h2>
${listed.length === 0 ? html`<p>Nothing among the cases that were run.</p>` : null}
<ul class="checks">${listed.map(
    (entry) =>
      html`<li><span class="status mark-${entry.mark}">${signOf(entry.mark)} ${wordsOf(entry.mark)}</span> <div><a href="#cell-${cells.get(entry) ?? null}"><bdi>${entry.result.implementation}</bdi> · ${entry.result.scenario} on ${entry.result.network}</a> <span class="hint">${whichTime(entry)}</span></div></li>
`,
  )}</ul>
${left > 0 ? html`<p class="left-out">${counted(left, "further cell")} did not simply pass either: see the matrix.</p>` : null}</section>`;
}
