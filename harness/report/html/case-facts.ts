import type { CaseResult } from "../../run/case-result.ts";
import { html, type Markup } from "./markup.ts";
import { seconds } from "./run-facts.ts";

/** Where, with what and for how long a case ran, and where its files lie. */
export function caseFacts(result: CaseResult): Markup {
  return html`<p class="hint">${factsLine(result)}</p>`;
}

/** @returns the same as one line of text. */
export function factsLine(result: CaseResult): string {
  const { lab, kernel, congestionControl, session } = result;
  return [
    `seed ${result.seed}`,
    `${lab} lab`,
    ...(kernel === "" ? [] : [`kernel ${kernel}`]),
    ...(congestionControl === "" ? [] : [congestionControl]),
    ...(session === null ? [] : [`session ${session}`]),
    ...(result.fate === null ? [] : [`implementation ${result.fate}`]),
    `took ${seconds(result.durationMs)}, of which ${seconds(result.demandedWaitMs)} had to be waited`,
    ...(result.history === null ? ["no history"] : [`history ${result.history}`]),
    ...(result.evidence === null ? [] : [`evidence ${result.evidence}`]),
  ].join(" · ");
}
