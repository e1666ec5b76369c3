import type { Capture, Evidence } from "../../../evidence/evidence.ts";
import type { CounterDeltas, History } from "../../../history/history.ts";
import { counted } from "../mark-words.ts";
import { type Child, html, type Markup } from "../markup.ts";

/** Changes in the kernels' counters during the case. */
export function countersPart({ counters, context }: History): Child {
  const { client, server, upstream } = counters;
  const hosts: readonly (readonly [string, CounterDeltas | null])[] =
    upstream !== undefined
      ? [
          ["Client", client],
          ["Proxy", server],
          ["Upstream", upstream],
        ]
      : context.message === undefined
        ? [
            ["Client", client],
            ["Server", server],
          ]
        : [
            ["Driver", client],
            ["Client", server],
          ];
  const names = [...new Set(hosts.flatMap(([, deltas]) => Object.keys(deltas ?? {})))].filter(
    (name) => hosts.some(([, deltas]) => (deltas?.[name] ?? 0) !== 0),
  );
  const value = (deltas: CounterDeltas | null, name: string) =>
    deltas === null ? "hidden" : (deltas[name] ?? 0);
  return names.length === 0
    ? null
    : html`<details class="inner"><summary>Kernel counters: ${names.length} that changed</summary>
<div class="scroll" role="group" aria-label="Kernel counters" tabindex="0"><table class="plain numbers"><thead><tr><th scope="col">Counter</th>${hosts.map(([host]) => html`<th scope="col">${host}</th>`)}</tr></thead>
<tbody>${names.sort().map((name) => html`<tr><th scope="row">${name}</th>${hosts.map(([, deltas]) => html`<td>${value(deltas, name)}</td>`)}</tr>`)}</tbody></table></div></details>`;
}

/** Lists the evidence files, what was cut from them, and why some are missing. */
export function filesPart(evidence: Evidence | null): Markup {
  if (evidence === null) {
    return html`<p class="hint">No capture or samples were kept for this case: <code>--evidence</code> chooses for which cases they are.</p>`;
  }
  const { capture, upstream, cut } = evidence;
  const missing = [
    ["capture", evidence.whyNoCapture],
    ["samples of sockets", evidence.whyNoSockets],
    ["capture of the second wire", upstream?.whyNoCapture ?? null],
    ["samples of the second wire's sockets", upstream?.whyNoSockets ?? null],
    ["samples of processes", evidence.whyNoProcesses],
    ["system calls", evidence.whyNoSystemCalls],
  ] as const;
  const files = [
    ...placed(capture, upstream === undefined ? ["", ""] : ["client", "proxy, client's wire"]),
    ...placed(upstream?.capture ?? null, ["proxy, second wire", "upstream"]),
  ];
  return html`<details class="inner"><summary>Files of the evidence</summary><ul class="files">
${files.map(
  ({ file, packets, packetsCut, where }) =>
    html`<li><code>${file}</code> ${counted(packets, "packet")}${packetsCut > 0 ? `, ${packetsCut} left out` : null}${where === "" ? null : ` (${where})`}</li>`,
)}
${evidence.systemCalls === null ? null : html`<li><code>${evidence.systemCalls}</code> system calls</li>`}
${missing.map(([what, why]) => (why === null ? null : html`<li>no ${what}: ${why}</li>`))}
${cut.map(({ what, count }) => html`<li>cut: ${count} ${what}</li>`)}</ul></details>`;
}

/** The files of a capture, with the sides of the wire that they were made at. */
function placed(capture: Capture | null, [client, server]: readonly [string, string]) {
  return capture === null
    ? []
    : [
        { ...capture.client, where: client },
        { ...capture.server, where: server },
      ];
}
