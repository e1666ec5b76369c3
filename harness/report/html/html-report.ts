import type { CaseFiles } from "../../journal/case-files.ts";
import { isMeasured } from "../comparison/measured-run.ts";
import { chartStyle } from "../pictures/chart/style.ts";
import { ladderStyle } from "../pictures/ladder/ladder.ts";
import { plotStyle } from "../pictures/plot/plot.ts";
import type { RunReport } from "../run-report.ts";
import { readScript, readStyle } from "./assets.ts";
import { caseTable } from "./case-table.ts";
import { entriesOf } from "./entry.ts";
import { defaultBudget, type ExhibitBudget, makeExhibits } from "./exhibits/exhibits.ts";
import { filters } from "./filters.ts";
import { type Child, html } from "./markup.ts";
import { outcomeOf } from "./outcome.ts";
import { writePage } from "./page.ts";
import { attentionSection } from "./sections/attention.ts";
import { baselineSection } from "./sections/baseline.ts";
import { flakySection } from "./sections/flaky.ts";
import { gradeCards } from "./sections/grade-cards.ts";
import { labSection } from "./sections/lab.ts";
import { matrixSection } from "./sections/matrix.ts";
import { measurementSections } from "./sections/measurements.ts";
import { headline, overview } from "./sections/overview.ts";
import { scenarioSection } from "./sections/scenario.ts";
import { socketOptionsSection } from "./sections/socket-options.ts";

/**
 * Above this, a browser lays out visible cases only, which a screenshot of the full page misses.
 */
const drawnAtOnceMax = 500;

/**
 * Writes a run as one HTML document that needs neither network nor script: the script only filters
 * and sorts. Nothing that an implementation printed is treated as markup.
 */
export function htmlReport(
  report: RunReport,
  sources: CaseFiles,
  budget: ExhibitBudget = defaultBudget,
): string {
  const entries = entriesOf(report);
  const outcome = outcomeOf(report);
  const exhibits = makeExhibits(report, entries, { sources, budget });
  const flaky = flakySection(entries);
  const baseline = baselineSection(report, entries);
  const measured = isMeasured(report);
  const options = measured ? null : socketOptionsSection(report);
  const names = [...new Set(entries.map(({ result }) => result.implementation))].join(", ");
  return writePage({
    title: `${headline(report, outcome)} · ${names || "no implementation"} · sockspec`,
    style: [readStyle(), ladderStyle, plotStyle, ...(measured ? [chartStyle] : [])].join("\n"),
    script: readScript(),
    body: html`<a class="skip" href="#main">Skip to the results</a>
${overview(report, outcome)}
${navigation({ measured, flaky: flaky !== null, baseline: baseline !== null, options: options !== null })}
<main id="main" tabindex="-1"${entries.length > drawnAtOnceMax ? html` class="large"` : null}>
${measured ? measurementSections(report, sources) : [gradeCards(report), "\n", matrixSection(report, entries)]}
${options}
${flaky}
${filters(entries)}
${attentionSection(report, entries, exhibits)}
${caseTable(report, entries)}
${baseline}
${scenarioSection(report)}
${labSection(report)}
</main>
<footer><p>Written by sockspec ${report.run.header.versions["sockspec"] ?? null}. One file, no network needed; everything shown is derived from <code>journal.jsonl</code> of run ${report.run.header.runId}.</p></footer>`,
  });
}

interface OptionalSections {
  /** Measurements have no grades. */
  readonly measured: boolean;
  readonly flaky: boolean;
  readonly baseline: boolean;
  /** Options of sockets, where they were read. */
  readonly options: boolean;
}

function navigation({ measured, flaky, baseline, options }: OptionalSections): Child {
  const links: readonly (readonly [string, string, boolean])[] = [
    ["measured", "Measurements", measured],
    ["grades", "Grades", !measured],
    ["matrix", "Matrix", !measured],
    ["options", "Socket options", options],
    ["flaky", "Flaky scenarios", flaky],
    ["attention", "Needs attention", true],
    ["cases", "All cases", true],
    ["baseline", "Baseline", baseline],
    ["scenarios", "Scenarios", true],
    ["labs", "Labs and links", true],
  ];
  return html`<nav aria-label="Parts of this report"><ul>${links.map(([anchor, name, exists]) =>
    exists ? html`<li><a href="#${anchor}">${name}</a></li>` : null,
  )}</ul></nav>`;
}
