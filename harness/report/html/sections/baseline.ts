import { concerns, isExpected } from "../../../verdict/baseline/baseline.ts";
import type { ExpectedFailure } from "../../../verdict/baseline/expected-failure.ts";
import type { RunReport } from "../../run-report.ts";
import type { Entry } from "../entry.ts";
import { type Child, html } from "../markup.ts";

/** The expected failures, their results, and the problems of the list. */
export function baselineSection(
  { baseline, staleEntries }: RunReport,
  entries: readonly Entry[],
): Child {
  if (baseline.length === 0 && staleEntries.length === 0) {
    return null;
  }
  const stale =
    staleEntries.length === 0
      ? null
      : html`<h3>Stale</h3><ul class="notices">${staleEntries.map((entry) => html`<li>${entry}</li>`)}</ul>`;
  return html`<section aria-labelledby="baseline"><h2 id="baseline">Baseline</h2>
<p class="hint">Failures that are known, each with its reason. They are run and shown all the same; an entry that matches nothing any more fails the run.</p>
${stale}
${baseline.length === 0 ? null : table(baseline, entries)}</section>`;
}

function table(baseline: readonly ExpectedFailure[], entries: readonly Entry[]): Child {
  return html`<div class="scroll" role="group" aria-label="Expected failures" tabindex="0"><table class="plain"><thead><tr><th scope="col">Implementation</th><th scope="col">Scenario</th><th scope="col">Check</th><th scope="col">Observes</th><th scope="col">Reason</th><th scope="col">This run</th></tr></thead>
<tbody>${baseline.map((entry) => row(entry, entries))}</tbody></table></div>`;
}

function row(entry: ExpectedFailure, entries: readonly Entry[]): Child {
  const concerned = entries.filter(({ result }) => concerns(entry, result));
  const met = concerned.filter(({ result }) =>
    result.checks.some((check) => check.status === "fail" && isExpected(result, check, [entry])),
  ).length;
  const outcome =
    concerned.length === 0 ? "not run" : `${met} of ${concerned.length} failed this way`;
  const where = entry.network === undefined ? null : ` on ${entry.network} only`;
  const sometimes = entry.sometimes ? html` <span class="hint">Sometimes only.</span>` : null;
  return html`<tr><th scope="row">${entry.implementation}</th><td>${entry.scenario}${where}</td><td><code>${entry.check}</code></td><td>${entry.observed}</td><td>${entry.reason}${sometimes}</td><td>${outcome}</td></tr>
`;
}
