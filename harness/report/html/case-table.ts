import type { RunReport } from "../run-report.ts";
import { worstFirst } from "../terminal/matrix.ts";
import { factsLine } from "./case-facts.ts";
import type { Entry } from "./entry.ts";
import { counted, signOf, wordsOf } from "./mark-words.ts";
import { type Child, html, type Markup } from "./markup.ts";
import { seconds } from "./run-facts.ts";

/** `data-sort` selects how the script compares a column. */
const columns: readonly { readonly name: string; readonly sort: "text" | "number" }[] = [
  { name: "Verdict", sort: "number" },
  { name: "Implementation", sort: "text" },
  { name: "Scenario", sort: "text" },
  { name: "Network", sort: "text" },
  { name: "Rep.", sort: "number" },
  { name: "Took", sort: "number" },
  { name: "Checks", sort: "number" },
];

/**
 * One row per case, with everything that the journal says about it. Rows are laid out when they
 * come into view, which a real table does not allow, so roles mark them up as a table.
 */
export function caseTable(report: RunReport, entries: readonly Entry[]): Markup {
  return html`<section aria-labelledby="cases"><h2 id="cases">All cases</h2>
<p class="hint">One row per case; open <q>checks</q> for what each requirement observed, the seed, and the command to repeat it.</p>
<p class="nothing" hidden>No case matches the filter.</p>
<div class="scroll-x" role="group" aria-label="All cases" tabindex="0">
<table class="cases" role="table" aria-label="All cases"><thead role="rowgroup"><tr role="row">${columns.map(
    ({ name, sort }) => html`<th role="columnheader" scope="col" data-sort="${sort}">${name}</th>`,
  )}</tr></thead>
${bodies(report, entries)}</table></div></section>`;
}

/** Rows that are laid out together when they come into view. */
const rowsInBody = 100;

/** Heights are declared in advance, so that the page does not jump when rows are laid out. */
function bodies(report: RunReport, entries: readonly Entry[]): Child {
  const count = Math.ceil(entries.length / rowsInBody);
  return Array.from({ length: count }, (_, index) => {
    const own = entries.slice(index * rowsInBody, (index + 1) * rowsInBody);
    return html`<tbody role="rowgroup" style="--rows:${own.length}">
${own.map((entry) => row(entry, report))}</tbody>
`;
  });
}

function row(entry: Entry, report: RunReport): Markup {
  const { result, mark, position, inFull } = entry;
  const verdict = `${signOf(mark)} ${wordsOf(mark)}`;
  return html`<tr role="row" id="row-${position}" data-mark="${mark}"><td role="cell" class="mark-${mark}" data-value="${worstFirst.indexOf(mark)}">${
    inFull ? html`<a href="#case-${position}">${verdict}</a>` : verdict
  }</td><th role="rowheader" scope="row">${result.implementation}</th><td role="cell">${result.scenario}</td><td role="cell">${result.network}</td><td role="cell" data-value="${result.repetition + result.attempt / 1000}">${result.repetition}${result.attempt > 1 ? html`, attempt ${result.attempt}` : null}</td><td role="cell" data-value="${Math.round(result.durationMs)}">${seconds(result.durationMs)}</td><td role="cell" data-value="${result.checks.length}">${checksCell(entry, report)}</td></tr>
`;
}

function checksCell({ result }: Entry, report: RunReport): Child {
  const { checks, reason } = result;
  const failed = checks.filter(({ status }) => status === "fail").length;
  const count = `${counted(checks.length, "check")}${failed > 0 ? `, ${failed} failed` : ""}`;
  const summary = checks.length > 0 ? count : (reason?.split("\n")[0] ?? "none");
  return html`<details><summary>${summary}</summary><div>${lines(result, report)}</div></details>`;
}

const signs = { pass: "✓", fail: "✗", unsupported: "–", inconclusive: "?" } as const;
const happened = { held: "✓", missed: "?", prevented: "–", hidden: "–" } as const;

/** One text with line feeds: an element per line would make the page several times larger. */
function lines(result: Entry["result"], report: RunReport): string {
  return [
    ...(result.reason === null ? [] : [result.reason]),
    ...result.checks.map((check) =>
      check.status === "fail"
        ? `${signs.fail} ${check.level} ${check.id}: expected ${check.expected}; observed ${check.observed}`
        : `${signs[check.status]} ${check.level} ${check.id}: ${check.observed}`,
    ),
    ...result.stimulus.map(
      (condition) =>
        `${happened[condition.status]} situation: ${condition.because}: ${condition.observed}`,
    ),
    factsLine(result),
    `$ ${report.repeatCommand(result)}`,
  ].join("\n");
}
