import type { CaseResult, SessionResult } from "../../journal/case-result.ts";
import { isNotRun } from "../../journal/not-run.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import { attemptsOf, passedOnRetry } from "../../verdict/gate/flaky.ts";
import { formatBytes } from "../../verdict/text.ts";
import type { Verdict } from "../../verdict/verdict.ts";
import { formatFlaky } from "./gate-text.ts";
import type { Paint } from "./glyphs.ts";

export interface SummaryOptions {
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  /** Null if the run was interrupted. */
  readonly wallMs: number | null;
  /**
   * Peak memory of the harness's own process in bytes, without its drivers. Null
   * for a stored run.
   */
  readonly residentPeakBytes: number | null;
  /** Default: none. */
  readonly baseline?: readonly ExpectedFailure[];
  readonly paint: Paint;
}

/** Less is shown as `0.0 s`, and a ratio to that means nothing. */
const shownMsMin = 50;

/** Counts verdicts, and compares the time spent with the waiting that the scenarios require. */
export function formatSummary(options: SummaryOptions): string {
  const { cases, sessions, wallMs, paint } = options;
  const waitedMs = cases.reduce((sum, result) => sum + result.demandedWaitMs, 0);
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  const isWaited = waitedMs >= shownMsMin;
  const ratio = isWaited && wallMs !== null ? `, ratio ${(wallMs / waitedMs).toFixed(2)}` : "";
  const lines = [
    formatCounts(cases, paint),
    ...formatFlaky(cases, options.baseline),
    `wall ${wallMs === null ? "unknown" : seconds(wallMs)}, waits required by scenarios ${seconds(waitedMs)}${ratio}`,
    formatSessions(sessions, options.residentPeakBytes),
    ...formatProofs(sessions),
  ];
  return lines.filter((line) => line !== "").join("\n");
}

const kinds: readonly (Verdict | "flaky" | "not run")[] = [
  "pass",
  "flaky",
  "fail",
  "unsupported",
  "inconclusive",
  "error",
  "not run",
];

/** Counts every case once; one that passed only on a retry is *flaky*. */
function formatCounts(cases: readonly CaseResult[], paint: Paint): string {
  const found = new Map<(typeof kinds)[number], number>();
  let total = 0;
  for (const attempts of attemptsOf(cases)) {
    const verdict = isNotRun(attempts.counted) ? "not run" : attempts.counted.verdict;
    const kind = passedOnRetry(attempts) ? "flaky" : verdict;
    found.set(kind, (found.get(kind) ?? 0) + 1);
    total += 1;
  }
  const counts = kinds.flatMap((kind) => {
    const count = found.get(kind);
    return count === undefined ? [] : [`${count} ${kind}`];
  });
  const again = cases.length - total;
  const more = again === 0 ? "" : `, ${again} more attempt${again === 1 ? "" : "s"}`;
  const all = `${total} case${total === 1 ? "" : "s"}`;
  return `${paint("bold", all)}${more}: ${counts.join(", ") || "none ran"}`;
}

/** One line per network and kernel, with the proof of its link. */
function formatProofs(sessions: readonly SessionResult[]): readonly string[] {
  const impaired = sessions.filter(({ network, proof }) => network !== "clean" && proof !== null);
  const groups = Map.groupBy(impaired, ({ network, kernel }) => `${network} on ${kernel}`);
  return [...groups].map(([name, group]) => {
    const proved = group.filter(
      ({ proof, upstreamProof }) =>
        proof?.unproven === null && (upstreamProof?.unproven ?? null) === null,
    ).length;
    const [first] = group;
    const wires =
      first?.upstreamProof === undefined
        ? formatWire(first?.proof ?? null)
        : `client's wire: ${formatWire(first.proof)}; second wire: ${formatWire(first.upstreamProof)}`;
    return `${name}: proved in ${proved} of ${group.length} labs; ${wires}`;
  });
}

function formatWire(proof: SessionResult["proof"]): string {
  const found = (what: string) =>
    proof?.items.find((item) => item.what.startsWith(what))?.found ?? "unknown";
  const lost = found("segments that did not come out");
  return `round trip ${found("smallest round trip")}, ${lost} segments lost`;
}

function formatSessions(sessions: readonly SessionResult[], ownBytes: number | null): string {
  const [first] = sessions;
  if (first === undefined) {
    return "";
  }
  const slowest = Math.max(...sessions.map((session) => session.openedInMs));
  const controls = sessions.flatMap((session) => session.controls);
  const asExpected = controls.filter((control) => control.verdict === control.expected).length;
  const control =
    controls.length === 0
      ? "no control cases: this lab starts no servers"
      : `${asExpected} of ${controls.length} control cases as expected`;
  const shares = sessions.map(({ waitedMs, durationMs }) => (100 * waitedMs) / durationMs);
  const bytes = (ownBytes ?? 0) + driversPeakBytes(sessions);
  const memory = `${ownBytes === null ? "drivers" : "harness"} ${formatBytes(bytes)} at most`;
  const labs = `${sessions.length} ${first.lab} lab${sessions.length === 1 ? "" : "s"}`;
  return [
    `${labs}, opened within ${Math.round(slowest)} ms, waiting ${formatShares(shares)} of the time`,
    `${control}; ${memory}`,
  ].join("\n");
}

/** Of many, the extremes. */
const sharesShownMax = 20;

function formatShares(shares: readonly number[]): string {
  const percent = (share: number) => `${Math.round(share)} %`;
  if (shares.length <= sharesShownMax) {
    return shares.map(percent).join(", ");
  }
  const sorted = shares.toSorted((a, b) => a - b);
  return `${percent(sorted[0] ?? 0)} to ${percent(sorted.at(-1) ?? 0)}`;
}

/** Older journals record each driver's peak alone, whenever that was. */
function driversPeakBytes(sessions: readonly SessionResult[]): number {
  const sum = sessions.reduce((total, session) => total + session.driverPeakBytes, 0);
  return Math.max(...sessions.map((session) => session.driversPeakBytes ?? sum));
}
