import type { CaseResult } from "../../run/case-result.ts";
import { concerns, type ExpectedFailure, failsAsExpected } from "../../verdict/baseline.ts";
import { attemptsOf, type CaseAttempts, passedOnRetry } from "../../verdict/flaky.ts";
import type { Verdict } from "../../verdict/verdict.ts";
import type { RunReport } from "../run-report.ts";

/** A verdict, with the failures told apart that the baseline expects. */
export type TestedStatus = Verdict | "fail-expected";

/** A case with all attempts at it: what other tools call a test. */
export interface TestedCase {
  /** The attempt that counts. */
  readonly result: CaseResult;
  /** The other ones, the first one first; none unless the run retried. */
  readonly others: readonly CaseResult[];
  readonly status: TestedStatus;
  /** It passed, but not at once. */
  readonly flaky: boolean;
  /** What the baseline says of the failures that it expects, a reason each; else none. */
  readonly expectedReasons: readonly string[];
}

/** @returns the cases of a run in the order of its plan, with the attempts at each of them joined. */
export function testedCases({
  run,
  baseline,
}: Pick<RunReport, "run" | "baseline">): readonly TestedCase[] {
  return attemptsOf(run.cases).map((one) => testedCase(one, baseline));
}

function testedCase(
  one: CaseAttempts<CaseResult>,
  baseline: readonly ExpectedFailure[],
): TestedCase {
  const { counted, attempts } = one;
  const expected = failsAsExpected(counted, baseline);
  return {
    result: counted,
    others: attempts.filter((attempt) => attempt !== counted),
    status: expected ? "fail-expected" : counted.verdict,
    flaky: passedOnRetry(one),
    expectedReasons: expected ? reasonsOf(counted, baseline) : [],
  };
}

function reasonsOf(result: CaseResult, baseline: readonly ExpectedFailure[]): readonly string[] {
  const failed = result.checks.filter((check) => check.status === "fail").map(({ id }) => id);
  const entries = baseline.filter(
    (entry) => concerns(entry, result) && failed.includes(entry.check),
  );
  return [...new Set(entries.map(({ reason }) => reason))];
}

/** @returns a name that the same case has in every run, unique beside its {@link suiteName}. */
export function testName({ scenario, repetition }: CaseResult): string {
  return repetition === 1 ? scenario : `${scenario} (repetition ${repetition})`;
}

/** @returns such as `node on lte`. */
export function suiteName({ implementation, network }: CaseResult): string {
  return `${implementation} on ${network}`;
}
