import type { CaseFiles } from "../../../journal/case-files.ts";
import { formatCounted } from "../../comparison/counted.ts";
import { compareRun } from "../../comparison/measured-run.ts";
import { measurementNotes } from "../../comparison/notes.ts";
import { whyUnmeasured } from "../../comparison/standing-text.ts";
import type { RunReport } from "../../run-report.ts";
import { type Child, html } from "../markup.ts";
import { measurementAnchor, measurementSection } from "./measurement.ts";

/** What a run of `sockspec bench` measured: how much of it counts, then each measurement. */
export function measurementSections(report: RunReport, sources: CaseFiles): Child {
  const { run } = report;
  const comparisons = compareRun(report);
  const played = new Set(comparisons.map(({ scenario }) => scenario));
  const [summary = "", ...uncounted] = formatCounted(run.cases);
  const details = [...uncounted, ...measurementNotes(run), ...whyUnmeasured(comparisons)];
  return [
    html`<section aria-labelledby="measured"><h2 id="measured">Measurements</h2>
<p class="hint">The repetition is the unit, never the message. Intervals are 95 % bootstrap intervals of the median; differences are Mann-Whitney tests against the best, with Holm's correction over all pairs.</p>
<p>${summary}.</p>
${details.length === 0 ? null : html`<ul>${details.map((line) => html`<li>${line.trim()}</li>`)}</ul>`}
<ul>${[...played].map(({ id, title }) => html`<li><a href="#${measurementAnchor(id)}">${title}</a> <code>${id}</code></li>`)}</ul></section>
`,
    ...[...played].map((scenario) => measurementSection(scenario, { run, comparisons, sources })),
  ];
}
