import { isExpected } from "../../../verdict/baseline/baseline.ts";
import { formatMs } from "../../../verdict/text.ts";
import type { CheckResult } from "../../../verdict/verdict.ts";
import type { RunReport } from "../../run-report.ts";
import { placeOf } from "../../transport-words.ts";
import { caseFacts } from "../case-facts.ts";
import { type Entry, whichTime } from "../entry.ts";
import { badge, signOf } from "../mark-words.ts";
import { type Child, copyable, html, type Markup } from "../markup.ts";
import { scenarioAnchor } from "./scenario.ts";

export interface CaseSectionOptions {
  /** Pictures, timeline and output, or why they are left out. */
  readonly exhibits: Child;
  readonly open: boolean;
}

/** One case in full. */
export function caseSection(
  entry: Entry,
  report: RunReport,
  { exhibits, open }: CaseSectionOptions,
): Markup {
  const { result, mark, position } = entry;
  const scenario = report.scenarios.get(result.scenario);
  const time = whichTime(entry);
  return html`<details class="case mark-${mark}" data-position="${position}"${open ? html` open` : null}>
<summary><h3><span class="sign" aria-hidden="true">${signOf(mark)}</span> <bdi>${result.implementation}</bdi> <span class="on">${result.scenario}</span></h3>
<span class="where">${placeOf(result)}${time === "" ? null : `, ${time}`}</span>
<span class="gist">${gist(entry)}</span></summary>
<div class="body" id="case-${position}">
<p class="lead">${badge(mark)} ${scenario === undefined ? null : html`Expected: ${scenario.title}. `}<a href="#${scenarioAnchor(result.scenario)}">The scenario</a></p>
${result.reason === null ? null : html`<p class="reason">${result.reason}</p>`}
${result.checks.filter(({ status }) => status === "fail").map((check) => requirement(check, entry, report))}
${stimulus(entry)}
${exhibits}
${otherChecks(result.checks.filter(({ status }) => status !== "fail"))}
${copyable(report.repeatCommand(result), "Repeat")}
${caseFacts(result)}
</div></details>
`;
}

/** @returns the most informative fact about the case, in one line. */
function gist({ result }: Pick<Entry, "result">): string {
  const failed = result.checks.filter(({ status }) => status === "fail");
  const worst = failed.find(({ level }) => level === "MUST") ?? failed[0];
  if (worst === undefined) {
    return result.reason?.split("\n")[0] ?? "";
  }
  const more = failed.length > 1 ? ` (and ${failed.length - 1} more)` : "";
  return `${worst.level} ${worst.id}: ${worst.observed}${more}`;
}

function requirement(check: CheckResult, { result }: Entry, { baseline }: RunReport): Markup {
  const known = baseline.find((entry) => isExpected(result, check, [entry]));
  return html`<section class="requirement"><h4><span class="level">${check.level}</span> <code>${check.id}</code> ${check.statement}</h4>
<dl><div><dt>Source</dt><dd>${check.source}</dd></div>
<div><dt>Expected</dt><dd>${check.expected}</dd></div>
<div class="observed"><dt>Observed</dt><dd>${check.observed}</dd></div>
${check.brokeAtMs === null ? null : html`<div><dt>Broke at</dt><dd>${formatMs(check.brokeAtMs)}</dd></div>`}
${known === undefined ? null : html`<div><dt>Known</dt><dd>${known.reason}</dd></div>`}</dl></section>
`;
}

const stimulusWords = {
  held: "✓ held",
  missed: "? missed",
  prevented: "– prevented",
  hidden: "– hidden",
} as const;

function stimulus({ result }: Entry): Child {
  return result.stimulus.length === 0
    ? null
    : html`<h4>Did the situation occur?</h4><ul class="checks">${result.stimulus.map(
        (condition) =>
          html`<li><span class="status">${stimulusWords[condition.status]}</span> <div>${condition.because} <span class="hint">${condition.observed}</span></div></li>`,
      )}</ul>`;
}

const statusWords = {
  pass: "✓ pass",
  fail: "✗ fail",
  unsupported: "– unsupported",
  inconclusive: "? inconclusive",
} as const;

function otherChecks(checks: readonly CheckResult[]): Child {
  return checks.length === 0
    ? null
    : html`<h4>Its other requirements</h4><ul class="checks">${checks.map(
        (check) =>
          html`<li><span class="status">${statusWords[check.status]}</span> <div><span class="level">${check.level}</span> <code>${check.id}</code> ${check.statement} <span class="hint">${check.observed}</span></div></li>`,
      )}</ul>`;
}
