import type { JudgedCheck } from "../baseline/baseline.ts";
import type { ExpectedFailure } from "../baseline/expected-failure.ts";
import type { Verdict } from "../verdict.ts";

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

/** A share of repetitions that has to pass, in place of all of them. */
export interface Threshold {
  /** As it was asked for, such as `half-close-drain:pass>=0.95`. */
  readonly text: string;
  /** Ids of the scenarios that it is for. */
  readonly scenarios: ReadonlySet<string>;
  /** Id of the one check that it is for; null for the verdict of the case. */
  readonly check: string | null;
  /** Above 0, up to 1. */
  readonly passShareMin: number;
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
