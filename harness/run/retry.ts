import type { PlannedCase } from "../plan/plan.ts";
import type { CaseResult } from "./case-result.ts";
import type { RunOutcome } from "./run-plan.ts";

export interface RetryOptions {
  readonly plan: readonly PlannedCase[];
  /** How often a case is run again at most. */
  readonly retries: number;
  /** Whether an attempt is worth another. */
  readonly isWorthAnother: (result: CaseResult) => boolean;
  /** Runs cases alone; its sessions are numbered on from `sessionsBefore`. */
  readonly runAlone: (plan: readonly PlannedCase[], sessionsBefore: number) => Promise<RunOutcome>;
}

/**
 * Runs failed cases again, with the same bytes, until they pass or have been tried often enough.
 *
 * @returns the outcome with every attempt in it, in the order of the plan.
 */
export async function retryFailed(first: RunOutcome, options: RetryOptions): Promise<RunOutcome> {
  let whole = first;
  let latest = first;
  for (let attempt = 2; attempt <= options.retries + 1; attempt += 1) {
    const again = plannedAgain(latest, attempt, options);
    if (again.length === 0 || latest.interrupted || latest.labFailure !== null) {
      return whole;
    }
    const sessionsBefore = Math.max(0, ...whole.sessions.map(({ session }) => session));
    latest = await options.runAlone(again, sessionsBefore);
    whole = merged(whole, latest);
  }
  return whole;
}

function plannedAgain(
  { cases }: RunOutcome,
  attempt: number,
  { plan, isWorthAnother }: RetryOptions,
): readonly PlannedCase[] {
  const failed = new Set(cases.filter(isWorthAnother).map(({ index }) => index));
  return plan.filter(({ index }) => failed.has(index)).map((planned) => ({ ...planned, attempt }));
}

function merged(before: RunOutcome, after: RunOutcome): RunOutcome {
  return {
    cases: [...before.cases, ...after.cases].sort(
      (one, other) => one.index - other.index || one.attempt - other.attempt,
    ),
    sessions: [...before.sessions, ...after.sessions],
    interrupted: after.interrupted,
    labFailure: after.labFailure,
  };
}
