import type { CheckCount, Grade } from "../../../verdict/verdict.ts";
import { gradesOf } from "../../grades.ts";
import type { RunReport } from "../../run-report.ts";
import { html, type Markup } from "../markup.ts";

/** One card per implementation: its grade over all networks, and the counts behind it. */
export function gradeCards({ run }: RunReport): Markup {
  const about = new Map(run.header.implementations.map((recorded) => [recorded.name, recorded]));
  const cards = [...gradesOf(run)].map(([name, grade]) => {
    const recorded = about.get(name);
    return html`<li class="card"><div><h3>${name}</h3>
<p>${recorded?.title ?? null}</p></div>
<p class="letter grade-${grade.letter ?? "none"}"><span class="unseen">Grade </span>${grade.letter ?? html`<span aria-hidden="true">–</span><span class="unseen">none</span>`}</p>
<dl><div><dt>MUST</dt><dd>${share(grade.must)}</dd></div>
<div><dt>SHOULD</dt><dd>${share(grade.should)}</dd></div></dl>
${recorded?.version === null || recorded === undefined ? null : html`<p class="version">${recorded.version}</p>`}
${why(grade, run.stopped)}</li>`;
  });
  return html`<section aria-labelledby="grades"><h2 id="grades">Grades</h2>
<p class="hint">A: every MUST and SHOULD held. B: every MUST. C: at least 90 % of them. D: at least 75 %. F: fewer.
Unsupported cases do not count; there is no grade while a MUST is undecided.</p>
<ul class="cards">${cards}</ul></section>`;
}

function share({ passed, judged }: CheckCount): string {
  return judged === 0
    ? "none judged"
    : `${passed.toLocaleString("en")} of ${judged.toLocaleString("en")}`;
}

function why(grade: Grade, stopped: string | null): Markup | null {
  if (stopped !== null) {
    return html`<p class="version">No grade: the run is incomplete.</p>`;
  }
  return grade.letter === null
    ? html`<p class="version">No grade: a requirement is undecided or in error.</p>`
    : null;
}
