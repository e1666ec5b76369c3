import { messageOf } from "../host/message-of.ts";
import type { CaseResult, FinishedCase, SessionResult } from "../journal/case-result.ts";
import { inSessions } from "../journal/in-session.ts";
import { inOrderOfPlan } from "../journal/plan-order.ts";
import type { RunOptions, RunOutcome } from "./run-options.ts";
import { isInterrupted } from "./run-timeout.ts";

/** The results of a run, each of which is journalled and reported before the next. */
export interface Results {
  keepCase(finished: FinishedCase): void;
  keepSession(session: SessionResult): void;
  /**
   * @param endedBy why the run ended early by one of its own limits; null if it did not.
   * @param labFailure why labs could not be opened, or null.
   */
  outcome(endedBy: string | null, labFailure: Error | null): RunOutcome;
}

type ResultsOptions = Pick<RunOptions, "journal" | "onCase" | "onSession" | "signal">;

export function startResults({ journal, onCase, onSession, signal }: ResultsOptions): Results {
  const cases: CaseResult[] = [];
  const sessions: SessionResult[] = [];
  return {
    keepCase(finished) {
      const result = journal?.appendCase(finished) ?? finished.result;
      cases.push(result);
      onCase({ ...finished, result });
    },
    keepSession(session) {
      sessions.push(session);
      journal?.append({ type: "session", ...session });
      onSession(session);
    },
    outcome(endedBy, labFailure) {
      return {
        cases: inSessions(cases, sessions).sort(inOrderOfPlan),
        sessions: sessions.sort((a, b) => a.session - b.session),
        interrupted: isInterrupted(signal),
        stopped: whyStopped(signal, labFailure) ?? endedBy,
        labFailure,
      };
    },
  };
}

/**
 * @returns why a run ended early, unless one of its own limits ended it; without a full stop at its
 *   end, because reports make it part of a sentence.
 */
function whyStopped(signal: AbortSignal, labFailure: Error | null): string | null {
  const why = signal.aborted ? messageOf(signal.reason) : (labFailure?.message ?? null);
  return why?.replace(/\.$/, "") ?? null;
}
