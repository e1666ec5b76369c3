import type { Evidence } from "../../../evidence/evidence.ts";
import type { CounterDeltas, History } from "../../../history/history.ts";
import { counted } from "../mark-words.ts";
import { type Child, html, type Markup } from "../markup.ts";

/** Changes in the kernels' counters during the case. */
export function countersPart({ counters, context }: History): Child {
  const [near, far] = context.message === undefined ? ["Client", "Server"] : ["Driver", "Client"];
  const names = [
    ...new Set([counters.client, counters.server].flatMap((deltas) => Object.keys(deltas ?? {}))),
  ].filter((name) => (counters.client?.[name] ?? 0) !== 0 || (counters.server?.[name] ?? 0) !== 0);
  const value = (deltas: CounterDeltas | null, name: string) =>
    deltas === null ? "hidden" : (deltas[name] ?? 0);
  return names.length === 0
    ? null
    : html`<details class="inner"><summary>Kernel counters: ${names.length} that changed</summary>
<div class="scroll" role="group" aria-label="Kernel counters" tabindex="0"><table class="plain numbers"><thead><tr><th scope="col">Counter</th><th scope="col">${near}</th><th scope="col">${far}</th></tr></thead>
<tbody>${names.sort().map((name) => html`<tr><th scope="row">${name}</th><td>${value(counters.client, name)}</td><td>${value(counters.server, name)}</td></tr>`)}</tbody></table></div></details>`;
}

/** Lists the evidence files, what was cut from them, and why some are missing. */
export function filesPart(evidence: Evidence | null): Markup {
  if (evidence === null) {
    return html`<p class="hint">No capture or samples were kept for this case: <code>--evidence</code> chooses for which cases they are.</p>`;
  }
  const { capture, cut } = evidence;
  const missing = [
    ["capture", evidence.whyNoCapture],
    ["samples of sockets", evidence.whyNoSockets],
    ["samples of processes", evidence.whyNoProcesses],
    ["system calls", evidence.whyNoSystemCalls],
  ] as const;
  const files = capture === null ? [] : [capture.client, capture.server];
  return html`<details class="inner"><summary>Files of the evidence</summary><ul class="files">
${files.map(
  ({ file, packets, packetsCut }) =>
    html`<li><code>${file}</code> ${counted(packets, "packet")}${packetsCut > 0 ? `, ${packetsCut} left out` : null}</li>`,
)}
${evidence.systemCalls === null ? null : html`<li><code>${evidence.systemCalls}</code> system calls</li>`}
${missing.map(([what, why]) => (why === null ? null : html`<li>no ${what}: ${why}</li>`))}
${cut.map(({ what, count }) => html`<li>cut: ${count} ${what}</li>`)}</ul></details>`;
}
