import type { CaseResult } from "../../run/case-result.ts";
import { type ExpectedFailure, failsAsExpected } from "../../verdict/baseline.ts";
import type { Verdict } from "../../verdict/verdict.ts";
import type { RunReport } from "../run-report.ts";

/** A verdict, with the failures told apart that the baseline expects. */
export type TestedStatus = Verdict | "fail-expected";

/** A case with all attempts at it: what other tools call a test. */
export interface TestedCase {
  /** The last attempt, which is the one that counts. */
  readonly result: CaseResult;
  /** Those before it, the first one first; none unless the run retried. */
  readonly earlier: readonly CaseResult[];
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
  const attempts = Map.groupBy(run.cases, caseKey);
  return [...attempts.values()].flatMap((group) => {
    const [result, ...earlier] = [...group].sort((a, b) => b.attempt - a.attempt);
    return result === undefined ? [] : [testedCase(result, earlier.reverse(), baseline)];
  });
}

function testedCase(
  result: CaseResult,
  earlier: readonly CaseResult[],
  baseline: readonly ExpectedFailure[],
): TestedCase {
  const expected = failsAsExpected(result, baseline);
  return {
    result,
    earlier,
    status: expected ? "fail-expected" : result.verdict,
    flaky: result.verdict === "pass" && earlier.length > 0,
    expectedReasons: expected ? reasonsOf(result, baseline) : [],
  };
}

function reasonsOf(result: CaseResult, baseline: readonly ExpectedFailure[]): readonly string[] {
  const failed = result.checks.filter((check) => check.status === "fail").map(({ id }) => id);
  const entries = baseline.filter(
    ({ implementation, scenario, check }) =>
      implementation === result.implementation &&
      scenario === result.scenario &&
      failed.includes(check),
  );
  return [...new Set(entries.map(({ reason }) => reason))];
}

function caseKey({ implementation, scenario, network, repetition }: CaseResult): string {
  return JSON.stringify([implementation, scenario, network, repetition]);
}

/** @returns a name that the same case has in every run, unique beside its {@link suiteName}. */
export function testName({ scenario, repetition }: CaseResult): string {
  return repetition === 1 ? scenario : `${scenario} (repetition ${repetition})`;
}

/** @returns such as `node on lte`. */
export function suiteName({ implementation, network }: CaseResult): string {
  return `${implementation} on ${network}`;
}
