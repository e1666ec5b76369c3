import type { CaseResult, SessionResult } from "../run/case-result.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { Paint } from "./glyphs.ts";

export interface SummaryOptions {
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  readonly wallMs: number;
  readonly paint: Paint;
}

/** Counts verdicts, and holds the time that was spent against the time that had to be waited. */
export function formatSummary({ cases, sessions, wallMs, paint }: SummaryOptions): string {
  const verdicts: readonly Verdict[] = ["pass", "fail", "unsupported", "inconclusive", "error"];
  const counts = verdicts.flatMap((verdict) => {
    const count = cases.filter((one) => one.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  const waitedMs = cases.reduce((sum, one) => sum + one.demandedWaitMs, 0);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const ratio = waitedMs === 0 ? "" : `, ratio ${(wallMs / waitedMs).toFixed(2)}`;
  const lines = [
    `${paint("bold", `${cases.length} cases`)}: ${counts.join(", ") || "none was run"}`,
    `wall ${seconds(wallMs)}, waits that the scenarios demand ${seconds(waitedMs)}${ratio}`,
    formatSessions(sessions),
  ];
  return lines.filter((line) => line !== "").join("\n");
}

function formatSessions(sessions: readonly SessionResult[]): string {
  const [first] = sessions;
  if (first === undefined) {
    return "";
  }
  const slowest = Math.max(...sessions.map((one) => one.openedInMs));
  const controls = sessions.flatMap((one) => one.controls);
  const asExpected = controls.filter((control) => control.verdict === control.expected).length;
  const told =
    controls.length === 0
      ? "no control cases: this lab starts no servers"
      : `${asExpected} of ${controls.length} control cases as expected`;
  return `${sessions.length} ${first.lab} labs, each opened within ${Math.round(slowest)} ms; ${told}`;
}
