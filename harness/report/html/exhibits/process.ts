import type { History } from "../../../history/history.ts";
import { middleCut } from "../../../host/printed-text.ts";
import { formatOutcome } from "../../../verdict/text.ts";
import type { Fate } from "../../../verdict/verdict.ts";
import { socketLine } from "../../transport-words.ts";
import { type Child, html, type Markup } from "../markup.ts";

/** In characters; longer output is cut in its middle, and the history has the rest. */
const outputCharactersMax = 4000;

/** How the implementation ended, and what it printed. */
export function processPart(history: History, fate: Fate | null): Markup {
  const { process, secondInstance } = history;
  const socket = socketLine(history);
  if (process === null) {
    return html`<h4>Process</h4><p class="hint">The implementation's process is hidden in this lab.</p>`;
  }
  const { atEnd, stop, output } = process;
  const stopped =
    stop === null
      ? "It had ended by itself."
      : `Then ${stop.signals.join(" and ")}: ${formatOutcome(stop.outcome)}.`;
  return html`<h4>Process</h4>
<p>${fate === null ? null : html`<b>${fate}</b>: `}${formatOutcome(atEnd)} when the steps were over. ${stopped}</p>
${socket === null ? null : html`<p>Unix-domain socket <code>${socket}</code></p>`}
${printed(output, "Its output")}
${secondInstance === null ? null : html`<p>A second one on the same port: ${formatOutcome(secondInstance.outcome)}.</p>${printed(secondInstance.output, "Output of the second one")}`}`;
}

function printed(
  { text, bytesDropped }: { text: string; bytesDropped: number },
  label: string,
): Child {
  if (text.trim() === "" && bytesDropped === 0) {
    return html`<p class="hint">${label}: nothing.</p>`;
  }
  return html`<pre class="output" role="group" aria-label="${label}" tabindex="0">${middleCut(text.trimEnd(), outputCharactersMax)}</pre>
${bytesDropped > 0 ? html`<p class="hint">${bytesDropped} bytes were not kept.</p>` : null}`;
}
