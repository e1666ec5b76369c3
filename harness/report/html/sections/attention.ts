import type { RunReport } from "../../run-report.ts";
import { byAttention, type Entry } from "../entry.ts";
import type { Exhibits } from "../exhibits/exhibits.ts";
import { counted } from "../mark-words.ts";
import { html, type Markup } from "../markup.ts";
import { caseSection } from "./case.ts";

/** Everything that is not a plain pass, in full, most important first. */
export function attentionSection(
  report: RunReport,
  entries: readonly Entry[],
  { ofCase, leftOut }: Exhibits,
): Markup {
  const wanting = byAttention(entries);
  const shown = wanting.filter(({ inFull }) => inFull);
  const rowsOnly = wanting.length - shown.length;
  return html`<section aria-labelledby="attention"><h2 id="attention">Needs attention</h2>
${shown.length === 0 ? html`<p>${nothing(entries)}</p>` : null}
${leftOut > 0 ? html`<p class="left-out">Ladders and timelines are shown for ${counted(shown.length - leftOut, "case")} and left out for ${counted(leftOut, "other")} to keep this page small.</p>` : null}
${rowsOnly > 0 ? html`<p class="left-out">${counted(rowsOnly, "further case")} did not simply pass either: see their rows <a href="#cases">below</a>.</p>` : null}
${shown.map((entry, index) =>
  caseSection(entry, report, {
    exhibits: ofCase.get(entry.position) ?? null,
    // Failures are what readers come for.
    open: index === 0 && entry.mark === "fail",
  }),
)}</section>`;
}

function nothing(entries: readonly Entry[]): string {
  const notRun = entries.filter(({ mark }) => mark === "not-run").length;
  return notRun === 0
    ? "Nothing: every case passed, or does not apply to the implementation."
    : `Nothing among the cases that were run: ${counted(notRun, "case")} ${notRun === 1 ? "was" : "were"} not.`;
}
