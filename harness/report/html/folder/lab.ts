import type { SessionResult } from "../../../journal/case-result.ts";
import type { RunReport } from "../../run-report.ts";
import { counted } from "../mark-words.ts";
import { html, type Markup } from "../markup.ts";
import { labSection } from "../sections/lab.ts";

/** More sessions than this are counted, unless they did not count. */
const sessionsMax = 100;

/** The labs of a run that may have had thousands: those with trouble, and the first of the others. */
export function largeLabSection(report: RunReport): Markup {
  const { sessions } = report.run;
  const shown = [...sessions].sort((a, b) => rank(a) - rank(b)).slice(0, sessionsMax);
  const left = sessions.length - shown.length;
  const inOrder = shown.sort((a, b) => a.session - b.session);
  return html`${labSection({ ...report, run: { ...report.run, sessions: inOrder } })}
${left > 0 ? html`<p class="left-out">${counted(left, "further session")} are in <code>journal.jsonl</code>.</p>` : null}`;
}

function rank({ broken, proof, upstreamProof }: SessionResult): number {
  const isUnproven = proof?.unproven != null || upstreamProof?.unproven != null;
  return broken !== null ? 0 : isUnproven ? 1 : 2;
}
