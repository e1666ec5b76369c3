import type { SessionResult } from "../../../journal/case-result.ts";
import { formatBytes } from "../../../verdict/text.ts";
import type { RunReport } from "../../run-report.ts";
import { counted } from "../mark-words.ts";
import { type Child, html, type Markup } from "../markup.ts";
import { seconds } from "../run-facts.ts";

/** Shows the labs, the control cases, and the proof that each link was as named. */
export function labSection({ run }: RunReport): Markup {
  const { sessions } = run;
  return html`<section aria-labelledby="labs"><h2 id="labs">Labs, control cases and links</h2>
<p class="hint">Control cases, whose verdicts are known, run first, last and in between in every lab session, and void it if they misbehave. A link is measured before the first case, and its losses are reconciled after the last.</p>
${
  sessions.length === 0
    ? html`<p>No lab was opened.</p>`
    : html`<div class="scroll" role="group" aria-label="Lab sessions" tabindex="0"><table class="plain"><thead><tr><th scope="col">Session</th><th scope="col">Lab</th><th scope="col">Network</th><th scope="col">Kernel</th><th scope="col">Opened in</th><th scope="col">Lasted</th><th scope="col">Waiting</th><th scope="col">Driver's memory</th><th scope="col">Controls as expected</th><th scope="col">Link</th><th scope="col">Counts</th></tr></thead>
<tbody>${sessions.map(row)}</tbody></table></div>
${sessions.map(details)}`
}</section>`;
}

function row(session: SessionResult): Markup {
  const { controls, broken, durationMs, waitedMs } = session;
  const asExpected = controls.filter(({ expected, verdict }) => expected === verdict).length;
  const proofs = proofsOf(session);
  const isProved = proofs.every(({ proof }) => proof.unproven === null);
  const link = proofs.length === 0 ? "no wire" : isProved ? "✓ proved" : "✗ not proved";
  return html`<tr><th scope="row">${session.session}</th><td>${session.lab}</td><td>${session.network}</td><td>${session.kernel}</td><td>${seconds(session.openedInMs)}</td><td>${seconds(durationMs)}</td><td>${durationMs > 0 ? `${Math.round((100 * waitedMs) / durationMs)} %` : null}</td><td>${formatBytes(session.driverPeakBytes)}</td><td>${controls.length === 0 ? "none" : `${asExpected} of ${controls.length}`}</td><td>${link}</td><td>${broken === null ? "✓ yes" : "✗ no"}</td></tr>
`;
}

/** The proofs of the client's wire and of that behind a proxy, with what precedes each of their items. */
function proofsOf({ proof, upstreamProof }: SessionResult) {
  const isProxys = upstreamProof !== undefined;
  return [
    ...(proof === null ? [] : [{ proof, where: isProxys ? "client's wire: " : "" }]),
    ...(isProxys ? [{ proof: upstreamProof, where: "second wire: " }] : []),
  ];
}

function details(session: SessionResult): Child {
  const { controls, broken } = session;
  const proofs = proofsOf(session);
  const unproven = proofs.flatMap(({ proof: { unproven: why }, where }) =>
    why === null ? [] : [`${where}${why}`],
  );
  const trouble = [...(broken === null ? [] : [broken]), ...unproven];
  const items = proofs.flatMap(({ proof, where }) =>
    proof.items.map((item) => ({ ...item, what: `${where}${item.what}` })),
  );
  if (controls.length + items.length + trouble.length === 0) {
    return null;
  }
  const held = items.filter(({ holds }) => holds).length;
  return html`<details class="inner"><summary>Session ${session.session}: ${counted(controls.length, "control case")}, ${held} of ${items.length} proofs of the link held</summary>
${trouble.map((text) => html`<p class="reason">${text}</p>`)}
<ul class="checks">${controls.map(
    (entry) =>
      html`<li><span class="status">${entry.verdict === entry.expected ? "✓ as expected" : "✗ unexpected"}</span> <div>${entry.implementation} · ${entry.scenario}: ${entry.verdict}${entry.verdict === entry.expected ? null : `, expected ${entry.expected}`} <span class="hint">${entry.reason}</span></div></li>`,
  )}</ul>
<ul class="checks">${items.map(
    ({ what, expected, found, holds }) =>
      html`<li><span class="status">${holds ? "✓ holds" : "✗ broken"}</span> <div>${what}: ${found} <span class="hint">expected ${expected}</span></div></li>`,
  )}</ul></details>
`;
}
