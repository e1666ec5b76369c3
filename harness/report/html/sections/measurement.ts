import type { Scenario } from "../../../scenario/scenario.ts";
import type { Comparison } from "../../comparison/compare.ts";
import { type DrawnRun, plotsOn, plotsOverNetworks } from "../../comparison/plots/plots.ts";
import { formatStanding, repetitionAdvice } from "../../comparison/standing-text.ts";
import { type Child, html, type Markup, trusted } from "../markup.ts";

/** One measurement: on each network its plots and tables, then what networks differ in. */
export function measurementSection(scenario: Scenario, drawn: DrawnRun): Markup {
  const comparisons = drawn.comparisons.filter((each) => each.scenario.id === scenario.id);
  const networks = Map.groupBy(comparisons, ({ network }) => network);
  const anchor = measurementAnchor(scenario.id);
  const overNetworks = plotsOverNetworks(scenario, drawn);
  return html`<section aria-labelledby="${anchor}"><h2 id="${anchor}">${scenario.title} <code>${scenario.id}</code></h2>
<p class="hint">${scenario.why}</p>
${[...networks].map(([network, own]) => [
  html`<h3>On ${network}</h3>
`,
  charts(plotsOn(scenario, network, drawn), `${scenario.id} on ${network}`),
  comparisonTable(own, `${scenario.id} on ${network}`),
])}
${overNetworks.length === 0 ? null : html`<h3>Over all networks</h3>`}
${charts(overNetworks, `${scenario.id} over all networks`)}</section>
`;
}

export function measurementAnchor(id: string): string {
  return `measured-${id.replace("/", ".")}`;
}

/** A group of rows for each figure, the best implementation first. */
function comparisonTable(comparisons: readonly Comparison[], name: string): Markup {
  return html`<div class="scroll" role="group" aria-label="Comparison, ${name}" tabindex="0"><table class="plain measured"><thead>
<tr><th scope="col">Implementation</th><th scope="col">Median</th><th scope="col">95 % interval</th><th scope="col">Relative to the best</th><th scope="col">Difference</th></tr></thead>
${comparisons.filter(hasRows).map(figureRows)}</table></div>`;
}

/** What no repetition could measure has its reason at the head of the page instead. */
function hasRows({ standings, whyNone }: Comparison): boolean {
  return standings.length > 0 || whyNone.length === 0;
}

function figureRows(comparison: Comparison): Markup {
  const { figure, standings } = comparison;
  const advice = repetitionAdvice(comparison);
  const rows = standings.map((standing) => {
    const { name, median, spread, ratio, difference } = formatStanding(standing, comparison);
    const best = standing.isBest;
    return html`<tr${best ? html` class="best"` : null}><th scope="row">${name}</th><td>${median}</td><td>${spread}</td><td>${best ? "best" : ratio}</td><td>${difference}</td></tr>
`;
  });
  return html`<tbody><tr class="figure"><th scope="rowgroup" colspan="5">${figure.title}${advice === null ? null : html` <span class="hint">${advice}</span>`}</th></tr>
${rows.length === 0 ? html`<tr><td colspan="5">nothing was measured</td></tr>` : rows}</tbody>
`;
}

function charts(drawings: readonly string[], name: string): Child {
  return drawings.length === 0
    ? null
    : html`<div class="charts">${drawings.map(
        (svg, index) =>
          html`<div role="group" aria-label="Plot ${index + 1}, ${name}" tabindex="0">${trusted(svg)}</div>`,
      )}</div>`;
}
