import type { CaseResult, SessionResult } from "./case-result.ts";
import { withChanges } from "./rows/stored-case.ts";

/** @returns each result with its effective verdict, in the same order. */
export function inSessions(
  cases: readonly CaseResult[],
  sessions: readonly SessionResult[],
): CaseResult[] {
  const byNumber = new Map(sessions.map((session) => [session.session, session]));
  return cases.map((result) =>
    result.session === null ? result : inOwnSession(result, byNumber.get(result.session)),
  );
}

/**
 * @returns the result with its effective verdict: *error* if the session's controls misbehaved,
 * *inconclusive* if one of the session's links was not proved to match its network.
 */
export function inSession(result: CaseResult, sessions: readonly SessionResult[]): CaseResult {
  return inOwnSession(
    result,
    sessions.find(({ session }) => session === result.session),
  );
}

function inOwnSession(result: CaseResult, session: SessionResult | undefined): CaseResult {
  if (session?.broken != null) {
    return withChanges(result, { verdict: "error", reason: session.broken });
  }
  const reason = session?.proof?.unproven ?? session?.upstreamProof?.unproven ?? null;
  const counted = result.verdict === "pass" || result.verdict === "fail";
  if (!counted || reason === null) {
    return result;
  }
  // What was measured on such a link is worth measuring again.
  const disturbed = result.figures === undefined ? {} : { disturbed: result.disturbed ?? reason };
  return withChanges(result, { verdict: "inconclusive", reason, ...disturbed });
}
