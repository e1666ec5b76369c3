import type { JudgedCheck } from "../baseline/baseline.ts";
import type { ExpectedFailure } from "../baseline/expected-failure.ts";
import type { Verdict } from "../verdict.ts";

/** The lowest level whose failure fails a case: `should` includes `must`. */
export type FailOn = "must" | "should";

/** The rules that decide whether a run passed. */
export interface GateRules {
  readonly failOn: FailOn;
  /** Whether undecided, hidden, flaky and unexplained cases count as failed. */
  readonly strict: boolean;
  readonly thresholds: readonly Threshold[];
  readonly baseline: readonly ExpectedFailure[];
  /**
   * Whether other runs play the rest of the plan. A part may have nothing that can be judged, and does not
   * show whether an entry of a baseline still holds. Default: false.
   */
  readonly isPart?: boolean;
}

/** A share of repetitions that must pass, instead of all. */
export interface Threshold {
  /** As typed, for example `half-close-drain:pass>=0.95`. */
  readonly text: string;
  /** Ids of the scenarios it applies to. */
  readonly scenarios: ReadonlySet<string>;
  /** Id of the check it applies to; null for the verdict of the case. */
  readonly check: string | null;
  /** Above 0, up to 1. */
  readonly passShareMin: number;
}

/** @returns the checks that fail a case. */
export function failedChecks<T extends Pick<JudgedCheck, "level" | "status">>(
  { checks }: { readonly checks: readonly T[] },
  failOn: FailOn,
): readonly T[] {
  return checks.filter(
    ({ level, status }) => status === "fail" && (level === "MUST" || failOn === "should"),
  );
}

/** @returns the verdict under the rules: a broken SHOULD may fail a case that passed. */
export function gatedVerdict(
  result: {
    readonly verdict: Verdict;
    readonly checks: readonly Pick<JudgedCheck, "level" | "status">[];
  },
  failOn: FailOn,
): Verdict {
  return result.verdict === "pass" && failedChecks(result, failOn).length > 0
    ? "fail"
    : result.verdict;
}
