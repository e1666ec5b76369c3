import type { CaseResult } from "../journal/case-result.ts";
import { inOrderOfPlan } from "../journal/plan-order.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { attemptsOf, type CaseAttempts } from "../verdict/gate/flaky.ts";
import type { RunOutcome } from "./run-options.ts";

export interface RetryOptions {
  readonly plan: readonly PlannedCase[];
  /** How often a case is run again at most. */
  readonly retries: number;
  /** How many cases are run again at most, each time counted. Default: no limit. */
  readonly casesMax?: number | undefined;
  /** Whether a case, after these attempts, is worth another. */
  readonly isWorthAnother: (attempted: CaseAttempts<CaseResult>) => boolean;
  /** Runs cases alone; its sessions are numbered on from `sessionsBefore`. */
  readonly runAlone: (plan: readonly PlannedCase[], sessionsBefore: number) => Promise<RunOutcome>;
}

/**
 * Runs cases again that are worth it, such as failed ones, with the same bytes, until they no longer
 * are or have been tried often enough.
 *
 * @returns the outcome with every attempt in it, in the order of the plan.
 */
export async function retryCases(first: RunOutcome, options: RetryOptions): Promise<RunOutcome> {
  let whole = first;
  let left = options.casesMax ?? Number.POSITIVE_INFINITY;
  for (let round = 1; round <= options.retries; round += 1) {
    const again = plannedAgain(whole, options).slice(0, left);
    if (again.length === 0 || whole.interrupted || whole.labFailure !== null) {
      return whole;
    }
    left -= again.length;
    whole = merged(whole, await options.runAlone(again, lastSession(whole)));
  }
  return whole;
}

function plannedAgain(
  { cases }: RunOutcome,
  { plan, retries, isWorthAnother }: RetryOptions,
): readonly PlannedCase[] {
  const attempts = new Map(
    [...attemptsOf(cases)]
      .filter((attempted) => attempted.attempts.length <= retries && isWorthAnother(attempted))
      .map((attempted) => [attempted.counted.index, attempted.attempts.length + 1]),
  );
  return plan.flatMap((planned) => {
    const attempt = attempts.get(planned.index);
    return attempt === undefined ? [] : [{ ...planned, attempt }];
  });
}

/** A session that was cut short is known by its cases only. */
function lastSession({ cases, sessions }: RunOutcome): number {
  return [...cases, ...sessions].reduce((last, { session }) => Math.max(last, session ?? 0), 0);
}

function merged(before: RunOutcome, after: RunOutcome): RunOutcome {
  return {
    cases: [...before.cases, ...after.cases].sort(inOrderOfPlan),
    sessions: [...before.sessions, ...after.sessions],
    interrupted: after.interrupted,
    stopped: before.stopped ?? after.stopped,
    labFailure: after.labFailure,
  };
}
