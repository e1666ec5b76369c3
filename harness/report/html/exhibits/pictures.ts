import type { Evidence } from "../../../evidence/evidence.ts";
import type { History } from "../../../history/history.ts";
import type { CaseFiles } from "../../../journal/case-files.ts";
import type { CaseResult } from "../../../journal/case-result.ts";
import type { Scenario } from "../../../scenario/scenario.ts";
import { brokenCheck } from "../../pictures/ladder/broken.ts";
import { ladder } from "../../pictures/ladder/ladder.ts";
import { readCaptures } from "../../pictures/ladder/options.ts";
import { type Child, html, trusted } from "../markup.ts";
import { plotsOf } from "./plots.ts";

export interface PicturedCase {
  readonly result: CaseResult;
  readonly history: History;
  readonly evidence: Evidence | null;
  readonly scenario: Scenario | undefined;
}

/** The ladder and plots of a case, without style sheets: the page includes those once. */
export function pictures(pictured: PicturedCase, file: CaseFiles["file"]): Child {
  const { result, history, evidence } = pictured;
  const drawn = ladder({
    title: `${result.implementation} · ${result.scenario}`,
    history,
    evidence,
    captures: readCaptures(evidence, file),
    broken: brokenCheck(result.checks, pictured.scenario),
    withStyle: false,
  });
  const marks = result.checks.flatMap(({ status, brokeAtMs, id }) =>
    status === "fail" && brokeAtMs !== null ? [{ atMs: brokeAtMs, label: `${id} broke` }] : [],
  );
  const plots = plotsOf({ history, evidence, marks });
  const name = `${result.implementation}, ${result.scenario}`;
  return [
    html`<h4>Ladder</h4><div class="picture" role="group" aria-label="Ladder of ${name}" tabindex="0">${trusted(drawn)}</div>`,
    plots.length === 0
      ? null
      : html`<h4>Over time</h4><div class="plots">${plots.map((svg) => html`<div>${trusted(svg)}</div>`)}</div>`,
  ];
}
