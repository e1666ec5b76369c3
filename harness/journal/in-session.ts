import type { CaseResult, SessionResult } from "./case-result.ts";

/**
 * @returns the result with its effective verdict: *error* if the session's controls misbehaved,
 * *inconclusive* if one of the session's links was not proved to match its network.
 */
export function inSession(result: CaseResult, sessions: readonly SessionResult[]): CaseResult {
  const session = sessions.find((session) => session.session === result.session);
  if (session?.broken != null) {
    return { ...result, verdict: "error", reason: session.broken };
  }
  const reason = session?.proof?.unproven ?? session?.upstreamProof?.unproven ?? null;
  const counted = result.verdict === "pass" || result.verdict === "fail";
  if (!counted || reason === null) {
    return result;
  }
  // What was measured on such a link is worth measuring again.
  const disturbed = result.figures === undefined ? {} : { disturbed: result.disturbed ?? reason };
  return { ...result, verdict: "inconclusive", reason, ...disturbed };
}
