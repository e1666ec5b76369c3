import { describeLink, sourceLine } from "../../../network/describe.ts";
import type { Network } from "../../../network/network.ts";
import { gradesOf } from "../../grades.ts";
import type { RunReport } from "../../run-report.ts";
import type { Mark } from "../../terminal/glyphs.ts";
import { worstFirst } from "../../terminal/matrix.ts";
import { anchorOf, type Entry } from "../entry.ts";
import { signOf, wordsOf } from "../mark-words.ts";
import { html, type Markup } from "../markup.ts";
import { scenarioAnchor } from "./scenario.ts";

/** Wider tables scroll in their own frame; the head of narrower ones sticks to the window. */
const columnsMax = 8;

/** Scenario × implementation, one table per network; each cell links to its case. */
export function matrixSection({ run }: RunReport, entries: readonly Entry[]): Markup {
  const implementations = [...new Set(entries.map(({ result }) => result.implementation))];
  const networks = new Map(run.header.networks.map((network) => [network.name, network]));
  const groups = [...Map.groupBy(entries, ({ result }) => result.network)];
  return html`<section aria-labelledby="matrix"><h2 id="matrix">Matrix</h2>
${legend(
  entries.map(({ mark }) => mark),
  entries.some(({ result }) => result.repetition > 1),
)}
${groups.map(([name, own], index) =>
  matrixTable(own, implementations, {
    name,
    id: `network-${index}`,
    network: networks.get(name),
    stopped: run.stopped,
    anchorOf: (_cell, worst) => anchorOf(worst),
  }),
)}</section>`;
}

export function legend(found: Iterable<Mark>, repeated: boolean): Markup {
  const known = new Set(found);
  const marks = worstFirst.filter((mark) => known.has(mark));
  return html`<p class="hint legend">${marks.map(
    (mark) =>
      html`<span class="mark-${mark}"><b aria-hidden="true">${signOf(mark)}</b> ${wordsOf(mark)}</span> `,
  )}${repeated ? "Of several repetitions the worst is shown, with how many shared its verdict." : null}</p>`;
}

export interface MatrixTableOptions<E> {
  readonly name: string;
  readonly id: string;
  readonly network: Network | undefined;
  /** Why the run gives no grades, or null. */
  readonly stopped: string | null;
  /** Where the link in a cell leads to. */
  readonly anchorOf: (cell: readonly E[], worst: E) => string;
}

type Marked = Pick<Entry, "result" | "mark">;

/** The matrix of one network. */
export function matrixTable<E extends Marked>(
  entries: readonly E[],
  implementations: readonly string[],
  { name, id, network, stopped, anchorOf: target }: MatrixTableOptions<E>,
): Markup {
  const scenarios = [...Map.groupBy(entries, ({ result }) => result.scenario)];
  const grades = gradesOf({ cases: entries.map(({ result }) => result), notRun: [], stopped });
  const rows = scenarios.map(([scenario, own]) => {
    const cells = Map.groupBy(own, ({ result }) => result.implementation);
    return html`<tr><th scope="row">${scenarioName(scenario)}</th>${implementations.map(
      (implementation) => cell(cells.get(implementation) ?? [], target),
    )}</tr>
`;
  });
  const about = network === undefined ? "" : `${describeLink(network)} — ${sourceLine(network)}`;
  const wide = implementations.length > columnsMax;
  return html`<h3 id="${id}">${name} network</h3>
<p class="hint">${about}</p>
<div class="scroll${wide ? " wide" : ""}" role="group" aria-labelledby="${id}" tabindex="0">
<table class="matrix"><thead><tr><th scope="col">Scenario</th>${implementations.map(
    (implementation) => html`<th scope="col">${implementation}</th>`,
  )}</tr></thead>
<tbody>
${rows}</tbody>
<tfoot><tr><th scope="row">Grade on this network</th>${implementations.map((implementation) => {
    const letter = grades.get(implementation)?.letter ?? null;
    return html`<td class="grade-${letter ?? "none"}">${letter ?? html`<span aria-hidden="true">–</span><span class="unseen">none</span>`}</td>`;
  })}</tr></tfoot></table></div>`;
}

/** The area recedes: the eye goes down the names. */
function scenarioName(id: string): Markup {
  const [area = id, ...rest] = id.split("/");
  return rest.length === 0
    ? html`<a href="#${scenarioAnchor(id)}">${id}</a>`
    : html`<a href="#${scenarioAnchor(id)}"><span class="area">${area}/</span>${rest.join("/")}</a>`;
}

function cell<E extends Marked>(
  repetitions: readonly E[],
  target: MatrixTableOptions<E>["anchorOf"],
): Markup {
  const worst = worstOf(repetitions);
  if (worst === undefined) {
    return html`<td class="none"><span class="unseen">not run</span></td>`;
  }
  const alike = repetitions.filter(({ mark }) => mark === worst.mark).length;
  const flaky = alike < repetitions.length;
  const count = flaky
    ? html`<span class="kn"><span aria-hidden="true">${alike}/${repetitions.length}</span><span class="unseen"> in ${alike} of ${repetitions.length} repetitions</span></span>`
    : null;
  return html`<td class="mark-${worst.mark}"><a href="#${target(repetitions, worst)}" title="${wordsOf(worst.mark)}"><span aria-hidden="true">${signOf(worst.mark)}</span><span class="unseen">${wordsOf(worst.mark)}</span>${count}</a></td>`;
}

/** @returns the first of those with the worst mark. */
function worstOf<E extends Marked>(entries: readonly E[]): E | undefined {
  const [worst] = [...entries].sort(
    (a, b) => worstFirst.indexOf(a.mark) - worstFirst.indexOf(b.mark),
  );
  return worst;
}
