import type { CaseFiles } from "../../../journal/case-files.ts";
import { allCases } from "../../../journal/not-run.ts";
import { isMeasured } from "../../comparison/measured-run.ts";
import { ladderStyle } from "../../pictures/ladder/ladder.ts";
import { plotStyle } from "../../pictures/plot/plot.ts";
import type { RunReport } from "../../run-report.ts";
import { worstFirst } from "../../terminal/matrix.ts";
import { readFolderScript, readStyle } from "../assets.ts";
import { byAttention, type Entry } from "../entry.ts";
import { defaultBudget, startExhibits } from "../exhibits/exhibits.ts";
import { htmlReport } from "../html-report.ts";
import { wordsOf } from "../mark-words.ts";
import { type Child, html, type Markup, render } from "../markup.ts";
import { outcomeOf } from "../outcome.ts";
import { writePage } from "../page.ts";
import { gradeCards } from "../sections/grade-cards.ts";
import { legend, matrixTable } from "../sections/matrix.ts";
import { headline, overview } from "../sections/overview.ts";
import { scenarioSection } from "../sections/scenario.ts";
import { socketOptionsSection } from "../sections/socket-options.ts";
import { attentionList, type Notable } from "./attention-list.ts";
import { cellDetails } from "./cell-details.ts";
import { type CellFile, entryOf, filesOf } from "./cells.ts";
import { largeLabSection } from "./lab.ts";

/** A file of a report, by its path in the report's folder. */
export interface ReportFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes a run of any size as a page and the files beside it that the page loads when one of its cells
 * is opened. The page comes last. A run that measured has few cases, and is one page.
 */
export function* folderReport(report: RunReport, sources: CaseFiles): Generator<ReportFile> {
  if (isMeasured(report)) {
    yield { path: indexPath, text: htmlReport(report, sources) };
    return;
  }
  const { run } = report;
  const all = allCases(run);
  const implementations = [...new Set(all.map(({ implementation }) => implementation))];
  const exhibits = startExhibits(report, { sources, budget: defaultBudget });
  const tables: Markup[] = [];
  const notable: Notable[] = [];
  let files = 0;
  let shownCells = 0;
  let position = 0;
  for (const [name, cases] of Map.groupBy(all, ({ network }) => network)) {
    const entries = cases.map((result) => entryOf(result, position++, report.baseline));
    const own = filesOf(entries, files);
    files += own.length;
    const cells = cellIds(own);
    for (const file of own) {
      yield {
        path: `${cellsFolder}/${file.number}.js`,
        text: registration(file, report, ({ result }) => exhibits.of(result)),
      };
    }
    notable.push(...firstOfCells(byAttention(entries), cells));
    const number = tables.length;
    const table = matrixTable(entries, implementations, {
      name,
      id: `network-${number}`,
      network: run.header.networks.find((network) => network.name === name),
      stopped: run.stopped,
      anchorOf: (cell) => `cell-${(cell[0] && cells.get(cell[0])) ?? ""}`,
    });
    shownCells += cells.size === 0 ? 0 : new Set(cells.values()).size;
    if (shownCells > cellsShownMax) {
      yield {
        path: `${cellsFolder}/matrix-${number}.js`,
        text: registered(`matrix-${number}`, table),
      };
      tables.push(closedTable(name, number, entries));
    } else {
      tables.push(html`<div class="network">${table}</div>`);
    }
  }
  yield { path: indexPath, text: indexPage(report, { tables, notable, names: implementations }) };
}

/** More cells are loaded when their network is opened: a browser takes a second for these. */
const cellsShownMax = 5000;

/** In place of a matrix: what is in it, and what the script needs to load it. */
function closedTable(name: string, number: number, entries: readonly Entry[]): Markup {
  const found = Map.groupBy(entries, ({ mark }) => mark);
  const counts = worstFirst.flatMap((mark) => {
    const count = found.get(mark)?.length ?? 0;
    return count === 0 ? [] : [`${count.toLocaleString("en")} ${wordsOf(mark)}`];
  });
  return html`<details class="inner network" data-matrix="matrix-${number}"><summary><b>${name} network</b>: ${counts.join(", ")}</summary><div aria-live="polite"></div></details>
`;
}

function registered(id: string, details: Markup): string {
  return `sockspecCells(${JSON.stringify({ [id]: render(details) })});\n`;
}

const indexPath = "index.html";
export const cellsFolder = "cells";

/** @returns the id of the cell that each entry is in, or of its part of it. */
function cellIds(files: readonly CellFile[]): ReadonlyMap<Entry, string> {
  return new Map(
    files.flatMap(({ cells }) =>
      cells.flatMap(({ id, entries }) => entries.map((entry) => [entry, id] as const)),
    ),
  );
}

/** A script, since a page that was opened from a disk may load nothing else from beside it. */
function registration(
  { cells }: CellFile,
  report: RunReport,
  exhibitsOf: (entry: Entry) => Child,
): string {
  const details = cells.map((cell, index) => {
    const next = cell.part === cell.parts ? null : (cells[index + 1]?.id ?? nextFile(cell.id));
    return [cell.id, render(cellDetails(cell, { report, next, exhibitsOf }))];
  });
  return `sockspecCells(${JSON.stringify(Object.fromEntries(details))});\n`;
}

/** A cell goes on in the file behind its own, and begins it. */
function nextFile(id: string): string {
  return `${Number.parseInt(id, 10) + 1}-0`;
}

/** @returns the first of the entries in each cell: more of them would be a list of all failures. */
function firstOfCells(
  entries: readonly Entry[],
  cells: ReadonlyMap<Entry, string>,
): readonly Notable[] {
  const first = new Map<string, Entry>();
  for (const entry of entries) {
    const cell = cells.get(entry) ?? "";
    first.set(cell, first.get(cell) ?? entry);
  }
  return Array.from(first, ([cell, entry]) => ({ entry, cell }));
}

interface IndexFacts {
  readonly tables: readonly Markup[];
  readonly notable: readonly Notable[];
  readonly names: readonly string[];
}

function indexPage(report: RunReport, { tables, notable, names }: IndexFacts): string {
  const { run } = report;
  const { header } = run;
  const outcome = outcomeOf(report);
  return writePage({
    title: `${headline(report, outcome)} · ${names.join(", ") || "no implementation"} · sockspec`,
    style: [readStyle(), ladderStyle, plotStyle].join("\n"),
    script: readFolderScript(),
    loadsFromFolder: true,
    body: html`<a class="skip" href="#main">Skip to the results</a>
${overview(report, outcome)}
<nav aria-label="Parts of this report"><ul>${parts.map(([anchor, name]) => html`<li><a href="#${anchor}">${name}</a></li>`)}</ul></nav>
<main id="main" tabindex="-1">
${gradeCards(report)}
<section aria-labelledby="cell"><h2 id="cell" tabindex="-1">Cases of a cell</h2>
<div class="cell-details" aria-live="polite"><p class="hint">Choose a cell of the matrix to see its cases; they are loaded from the folder <code>${cellsFolder}</code> beside this page.</p></div>
<noscript><p>Cases are loaded by a script, and this browser runs none. Everything is in the run's <code>journal.jsonl</code>.</p></noscript></section>
<section aria-labelledby="matrix"><h2 id="matrix">Matrix</h2>
${legend(
  outcome.marks.keys(),
  run.cases.some(({ repetition }) => repetition > 1),
)}
${tables}</section>
${socketOptionsSection(report)}
${attentionList(notable)}
${scenarioSection(report)}
${largeLabSection(report)}
</main>
<footer><p>Written by sockspec ${header.versions["sockspec"] ?? null}. No network needed: this page loads files from its own folder only; everything shown is derived from <code>journal.jsonl</code> of run ${header.runId}.</p></footer>`,
  });
}

const parts: readonly (readonly [string, string])[] = [
  ["grades", "Grades"],
  ["cell", "Cases of a cell"],
  ["matrix", "Matrix"],
  ["attention", "Needs attention"],
  ["scenarios", "Scenarios"],
  ["labs", "Labs and links"],
];
