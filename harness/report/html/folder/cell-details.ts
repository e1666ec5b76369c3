import type { RunReport } from "../../run-report.ts";
import { byAttention, type Entry } from "../entry.ts";
import { counted, signOf, wordsOf } from "../mark-words.ts";
import { type Child, html, type Markup } from "../markup.ts";
import { seconds } from "../run-facts.ts";
import { caseSection } from "../sections/case.ts";
import { scenarioAnchor } from "../sections/scenario.ts";
import type { Cell } from "./cells.ts";

/** More cases of a cell that need attention have rows only: they mostly fail in the same way. */
const sectionsMax = 20;

export interface CellDetailsOptions {
  readonly report: RunReport;
  /** The id of the cell's next part, or null. */
  readonly next: string | null;
  /** Pictures, timeline and output of a case, or why they are left out. */
  readonly exhibitsOf: (entry: Entry) => Child;
}

/** Everything about one cell: what needs attention in full, and a short row for each case. */
export function cellDetails(
  { entries, part, parts }: Cell,
  { report, next, exhibitsOf }: CellDetailsOptions,
): Markup {
  const [first] = entries;
  if (first === undefined) {
    return html``;
  }
  const { implementation, scenario, network } = first.result;
  const wanting = byAttention(entries);
  const left = wanting.length - sectionsMax;
  const which = parts === 1 ? "" : `, part ${part} of ${parts}`;
  return html`<h3><bdi>${implementation}</bdi> · ${scenario} on ${network}${which}</h3>
<p class="hint">${counted(entries.length, "case")}. <a href="#${scenarioAnchor(scenario)}">The scenario</a></p>
${wanting
  .slice(0, sectionsMax)
  .map((entry, index) =>
    caseSection(entry, report, { exhibits: exhibitsOf(entry), open: index === 0 }),
  )}
${left > 0 ? html`<p class="left-out">${counted(left, "further case")} did not simply pass either: see the rows.</p>` : null}
<div class="scroll" role="group" aria-label="All cases of this cell" tabindex="0"><table class="plain"><thead><tr><th scope="col">Verdict</th><th scope="col">Repetition</th><th scope="col">Took</th><th scope="col">Seed</th><th scope="col">Why</th></tr></thead>
<tbody>${entries.map(row)}</tbody></table></div>
${next === null ? null : html`<p><a href="#cell-${next}">The next part</a></p>`}`;
}

/** A plain pass needs nothing that would have to be read from the journal again. */
function row({ result, mark }: Entry): Markup {
  const { repetition, attempt, durationMs, seed } = result;
  const time = attempt > 1 ? `${repetition}, attempt ${attempt}` : `${repetition}`;
  const why = mark === "pass" ? "" : whyNot(result);
  return html`<tr><td class="mark-${mark}">${signOf(mark)} ${wordsOf(mark)}</td><td>${time}</td><td>${seconds(durationMs)}</td><td>${seed}</td><td>${why}</td></tr>
`;
}

function whyNot({ checks, reason }: Entry["result"]): string {
  const failed = checks.filter(({ status }) => status === "fail");
  const worst = failed.find(({ level }) => level === "MUST") ?? failed[0];
  return worst === undefined ? (reason?.split("\n")[0] ?? "") : `${worst.id}: ${worst.observed}`;
}
