import { allCases } from "../../../journal/not-run.ts";
import { allChecks } from "../../../scenario/epilogue.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { formatDiagram } from "../../pages/diagram.ts";
import type { RunReport } from "../../run-report.ts";
import { html, joined, type Markup } from "../markup.ts";

/** The steps and requirements of each scenario of the run. */
export function scenarioSection({ run, scenarios }: RunReport): Markup {
  const ids = [...new Set(allCases(run).map(({ scenario }) => scenario))];
  return html`<section aria-labelledby="scenarios"><h2 id="scenarios">Scenarios and requirements</h2>
${ids.map((id) => about(id, scenarios.get(id)))}</section>`;
}

/** @returns a URL fragment, unique for each id whatever characters it has. */
export function scenarioAnchor(id: string): string {
  const safe = id.replace(/[^a-z0-9-]/g, (character) =>
    character === "/" ? "." : `_${character.codePointAt(0)?.toString(16)}_`,
  );
  return `scenario-${safe}`;
}

function about(id: string, scenario: Scenario | undefined): Markup {
  if (scenario === undefined) {
    return html`<details class="scenario"><summary><h3>${id}</h3></summary>
<p id="${scenarioAnchor(id)}">This scenario is not known to the version that wrote this report.</p></details>
`;
  }
  const { title, why, sources, stimulus, claims = [] } = scenario;
  const checks = allChecks(scenario).map(
    (check) => html`<tr><th scope="row"><code>${check.id}</code></th><td>${check.level}</td>
<td>${check.statement}</td><td>${check.source}</td></tr>
`,
  );
  return html`<details class="scenario"><summary><h3>${id}</h3> <span>${title}</span></summary>
<div class="body" id="${scenarioAnchor(id)}"><p>${why}</p>
<p class="hint">Sources: ${joined(sources, "; ")}. Claims needed: ${claims.join(", ") || "none"}.</p>
${
  stimulus.length === 0
    ? null
    : html`<h4>The verdict counts only if</h4><ul>${stimulus.map(({ because }) => html`<li>${because}</li>`)}</ul>`
}
<h4>Requirements</h4>
<div class="scroll" role="group" aria-label="Requirements of ${id}" tabindex="0"><table class="plain"><thead>
<tr><th scope="col">Check</th><th scope="col">Level</th><th scope="col">Requirement</th><th scope="col">Source</th></tr></thead>
<tbody>${checks}</tbody></table></div>
<h4>Steps</h4>
<pre class="diagram" role="group" aria-label="Steps of ${id}" tabindex="0">${formatDiagram(scenario)}</pre></div></details>
`;
}
