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
  attempted: CaseAttempts<T>,
  rules: GateRules,
): CaseOutcome {
  const { counted } = attempted;
  const verdict = gatedVerdict(counted, rules.failOn);
  if (verdict !== "unsupported" && isUnderCaseThreshold(counted, rules)) {
    return "under-threshold";
  }
  switch (verdict) {
    case "pass":
      return passedOnRetry(attempted, rules.failOn) ? "flaky" : "passed";
    case "fail":
      return outcomeOfFailure(counted, rules);
    case "unsupported":
      return counted.unclaimed ? "unclaimed" : "hidden";
    case "inconclusive":
    case "error":
      return verdict;
  }
}

function isUnderCaseThreshold(result: GatedCase, { thresholds }: GateRules): boolean {
  return thresholds.some((threshold) => threshold.check === null && isUnder(threshold, result));
}

function outcomeOfFailure(result: GatedCase, rules: GateRules): CaseOutcome {
  const { baseline, failOn, thresholds } = rules;
  const unexpected = failedChecks(result, failOn).filter(
    (check) => !isExpected(result, check, baseline),
  );
  if (unexpected.length === 0) {
    return "expected";
  }
  const own = thresholds.filter((threshold) => isUnder(threshold, result));
  return unexpected.every(({ id }) => own.some(({ check }) => check === id))
    ? "under-threshold"
    : "failed";
}
