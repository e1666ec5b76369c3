import type { CaseResult } from "../../journal/case-result.ts";
import { withoutMeasures } from "../../verdict/baseline/observed.ts";
import { isFlaky, tallyOf } from "../../verdict/gate/flaky.ts";

/** A scenario's result with one implementation on one network, over repetitions and attempts. */
export type SituationVerdict =
  | "pass"
  | "pass-should"
  | "flaky"
  | "fail"
  | "inconclusive"
  | "error"
  | "unsupported";

export interface SituationState {
  readonly verdict: SituationVerdict;
  /** How many passed, of the `judged` that passed or failed. */
  readonly passed: number;
  readonly judged: number;
  /** Why it is not a plain pass. */
  readonly reasons: readonly Reason[];
}

export interface Reason {
  /** The check that failed; null when the whole case has no verdict. */
  readonly check: string | null;
  readonly level: "MUST" | "SHOULD" | null;
  readonly observed: string;
}

/** @param cases of one implementation, scenario and network; at least one. */
export function stateOf(cases: readonly CaseResult[]): SituationState {
  const tally = tallyOf(cases);
  const verdict = verdictOf(cases, tally);
  return { verdict, ...tally, reasons: reasonsOf(cases, verdict) };
}

function verdictOf(
  cases: readonly CaseResult[],
  tally: Pick<SituationState, "passed" | "judged">,
): SituationVerdict {
  if (tally.judged === 0) {
    const undecided = (["error", "inconclusive"] as const).find((verdict) =>
      cases.some((result) => result.verdict === verdict),
    );
    return undecided ?? "unsupported";
  }
  if (isFlaky(tally)) {
    return "flaky";
  }
  if (tally.passed === 0) {
    return "fail";
  }
  return judgedChecks(cases).some(({ status }) => status === "fail") ? "pass-should" : "pass";
}

/** Checks of a case without a verdict do not count. */
function judgedChecks(cases: readonly CaseResult[]) {
  return cases
    .filter(({ verdict }) => verdict === "pass" || verdict === "fail")
    .flatMap(({ checks }) => checks);
}

function reasonsOf(cases: readonly CaseResult[], verdict: SituationVerdict): readonly Reason[] {
  const reasons: readonly Reason[] =
    verdict === "inconclusive" || verdict === "error" || verdict === "unsupported"
      ? cases.flatMap((result) =>
          result.reason === null ? [] : [{ check: null, level: null, observed: result.reason }],
        )
      : judgedChecks(cases)
          .filter(({ status }) => status === "fail")
          .map(({ id, level, observed }) => ({ check: id, level, observed }));
  return [...new Map(reasons.map((reason) => [keyOf(reason), reason])).values()];
}

/** @returns the same key for reasons that differ only in times and amounts. */
export function keyOf({ check, observed }: Reason): string {
  return `${check}\n${withoutMeasures(observed)}`;
}
