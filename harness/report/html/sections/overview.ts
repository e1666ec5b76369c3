import { withFullStop } from "../../../verdict/text.ts";
import { isMeasured } from "../../comparison/measured-run.ts";
import type { RunReport } from "../../run-report.ts";
import type { Mark } from "../../terminal/glyphs.ts";
import { worstFirst } from "../../terminal/matrix.ts";
import { badge, counted, wordsOf } from "../mark-words.ts";
import { type Child, html, joined, type Markup } from "../markup.ts";
import type { Outcome } from "../outcome.ts";
import { runFacts } from "../run-facts.ts";

/** The head of the page: the outcome in a sentence and in numbers, and the machine. */
export function overview(report: RunReport, outcome: Outcome): Markup {
  const { run } = report;
  return html`<header class="overview">
<p class="wordmark">sockspec <span>conformance of TCP stream I/O</span></p>
<h1>${headline(report, outcome)}</h1>
${proportions(outcome)}
${notices(report, outcome)}
${runFacts(run, report.runCommand)}
</header>`;
}

/** @returns the outcome of the run as one sentence. */
export function headline(report: RunReport, outcome: Outcome): string {
  return isMeasured(report) ? measuredHeadline(report.run.cases) : judgedHeadline(outcome);
}

function measuredHeadline(cases: RunReport["run"]["cases"]): string {
  const names = new Set(cases.map(({ implementation }) => implementation));
  const networks = [...new Set(cases.map(({ network }) => network))];
  return `${counted(names.size, "implementation")} measured on ${networks.join(", ")}`;
}

function judgedHeadline({ marks: found, total }: Outcome): string {
  const count = (...marks: readonly Mark[]) =>
    marks.reduce((sum, mark) => sum + (found.get(mark) ?? 0), 0);
  const notRun = count("not-run");
  const all = counted(total, "case");
  const failed = count("fail");
  const undecided = count("error", "inconclusive");
  const expected = count("fail-expected");
  if (total === 0) {
    return "No case was run";
  }
  if (failed > 0) {
    const fails = `${failed.toLocaleString("en")} of ${all} ${failed === 1 ? "fails" : "fail"} a requirement`;
    return notRun === 0 ? fails : `${fails}, and ${notRun.toLocaleString("en")} were not run`;
  }
  if (notRun > 0) {
    return `${notRun.toLocaleString("en")} of ${all} ${notRun === 1 ? "was" : "were"} not run`;
  }
  if (undecided > 0) {
    return `${undecided.toLocaleString("en")} of ${all} reached no verdict`;
  }
  const should = count("pass-should");
  const passed = should + count("pass");
  if (expected > 0) {
    return `Nothing unexpected in ${all}: ${counted(expected, "known failure")}`;
  }
  if (passed === 0) {
    return `Nothing to judge in ${all}`;
  }
  return should === 0
    ? `Every requirement held in ${counted(passed, "case")}`
    : `Every MUST held in ${counted(passed, "case")}, and not every SHOULD`;
}

/** A bar, and the same numbers as a list. */
function proportions({ marks }: Outcome): Markup {
  const counts = worstFirst
    .map((mark) => ({ mark, count: marks.get(mark) ?? 0 }))
    .filter(({ count }) => count > 0);
  const bar = counts.map(
    ({ mark, count }) => html`<span class="fill-${mark}" style="flex-grow:${count}"></span>`,
  );
  const items = counts.map(
    ({ mark, count }) => html`<li><b>${count.toLocaleString("en")}</b> ${badge(mark)}</li>`,
  );
  const description = counts.map(({ mark, count }) => `${count} ${wordsOf(mark)}`).join(", ");
  return html`<div class="bar" role="img" aria-label="${description || "no cases"}">${bar}</div>
<ul class="counts" aria-label="Verdicts">${items}</ul>`;
}

function notices(report: RunReport, { retries }: Pick<Outcome, "retries">): Child {
  const { staleEntries } = report;
  const { stopped, notRun, sessions, notes = [] } = report.run;
  const broken = sessions.filter((session) => session.broken !== null).length;
  const unproven = sessions.filter(({ proof }) => proof !== null && proof.unproven !== null).length;
  const links: readonly Child[] = [
    // Those of a measured run stand with its measurements.
    ...(isMeasured(report) ? [] : notes),
    ...(stopped === null
      ? []
      : [
          `This run is incomplete, so it has no grades: ${withFullStop(stopped)} Not run: ${notRun.length}.`,
        ]),
    ...(retries > 0
      ? [
          `${counted(retries, "attempt")} that ${isMeasured(report) ? "did not count" : "failed"} ${retries === 1 ? "was" : "were"} followed by another; each is listed.`,
        ]
      : []),
    ...(broken > 0
      ? [html`${counted(broken, "lab session")} did not count: see <a href="#labs">labs</a>.`]
      : []),
    ...(unproven > 0
      ? [html`${counted(unproven, "link")} could not be proved: see <a href="#labs">labs</a>.`]
      : []),
    ...(staleEntries.length > 0
      ? [
          html`The baseline is stale in ${counted(staleEntries.length, "place")}: see
<a href="#baseline">baseline</a>.`,
        ]
      : []),
  ];
  return links.length === 0
    ? null
    : html`<ul class="notices" aria-label="Notices">${joined(
        links.map((link) => html`<li>${link}</li>`),
        "\n",
      )}</ul>`;
}
