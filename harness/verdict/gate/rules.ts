import type { ExpectedFailure, JudgedCheck } from "../baseline/baseline.ts";
import type { Verdict } from "../verdict.ts";
import type { Threshold } from "./threshold.ts";

/** Which level of requirement fails a case: `should` means both. */
export type FailOn = "must" | "should";

/** By what a run is held to have gone as it should. */
export interface GateRules {
  readonly failOn: FailOn;
  /** What is undecided, hidden by the lab, flaky or unexplained counts as failed. */
  readonly strict: boolean;
  readonly thresholds: readonly Threshold[];
  readonly baseline: readonly ExpectedFailure[];
}

/** @returns the checks of a case that fail it. */
export function failedChecks<T extends Pick<JudgedCheck, "level" | "status">>(
  { checks }: { readonly checks: readonly T[] },
  failOn: FailOn,
): readonly T[] {
  return checks.filter(
    ({ level, status }) => status === "fail" && (level === "MUST" || failOn === "should"),
  );
}

/** @returns the verdict as the gate takes it: a SHOULD that was broken may fail a case that passes. */
export function gatedVerdict(
  one: {
    readonly verdict: Verdict;
    readonly checks: readonly Pick<JudgedCheck, "level" | "status">[];
  },
  failOn: FailOn,
): Verdict {
  return one.verdict === "pass" && failedChecks(one, failOn).length > 0 ? "fail" : one.verdict;
}
