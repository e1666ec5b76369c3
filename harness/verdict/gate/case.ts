import { isExpected } from "../baseline/baseline.ts";
import { type AttemptedCase, type CaseAttempts, passedOnRetry } from "./flaky.ts";
import { failedChecks, type GateRules, gatedVerdict } from "./rules.ts";
import { isUnder } from "./threshold.ts";

/**
 * A case's outcome under the gate's rules: `expected` failed as in the baseline, `under-threshold`
 * is left to a threshold, `hidden` is claimed but could not be judged in this lab.
 */
export type CaseOutcome =
  | "passed"
  | "flaky"
  | "failed"
  | "expected"
  | "under-threshold"
  | "inconclusive"
  | "error"
  | "hidden"
  | "unclaimed";

/** The parts of a case that a gate looks at. */
export interface GatedCase extends AttemptedCase {
  /** Whether it needs a claim that the implementation does not make. */
  readonly unclaimed: boolean;
}

export function outcomeOfCase<T extends GatedCase>(
  one: CaseAttempts<T>,
  rules: GateRules,
): CaseOutcome {
  const { counted } = one;
  const verdict = gatedVerdict(counted, rules.failOn);
  if (verdict !== "unsupported" && isUnderCaseThreshold(counted, rules)) {
    return "under-threshold";
  }
  switch (verdict) {
    case "pass":
      return passedOnRetry(one, rules.failOn) ? "flaky" : "passed";
    case "fail":
      return outcomeOfFailure(counted, rules);
    case "unsupported":
      return counted.unclaimed ? "unclaimed" : "hidden";
    case "inconclusive":
    case "error":
      return verdict;
  }
}

function isUnderCaseThreshold(one: GatedCase, { thresholds }: GateRules): boolean {
  return thresholds.some((threshold) => threshold.check === null && isUnder(threshold, one));
}

function outcomeOfFailure(one: GatedCase, rules: GateRules): CaseOutcome {
  const { baseline, failOn, thresholds } = rules;
  const unexpected = failedChecks(one, failOn).filter((check) => !isExpected(one, check, baseline));
  if (unexpected.length === 0) {
    return "expected";
  }
  const own = thresholds.filter((threshold) => isUnder(threshold, one));
  return unexpected.every(({ id }) => own.some(({ check }) => check === id))
    ? "under-threshold"
    : "failed";
}
