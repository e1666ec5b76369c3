import type { CaseResult } from "../../journal/case-result.ts";
import { allCases, isNotRun } from "../../journal/not-run.ts";
import { concerns } from "../../verdict/baseline/baseline.ts";
import { type CaseOutcome, outcomeOfCase } from "../../verdict/gate/case.ts";
import { attemptsOf, type CaseAttempts } from "../../verdict/gate/flaky.ts";
import type { GateRules } from "../../verdict/gate/rules.ts";
import type { Verdict } from "../../verdict/verdict.ts";
import type { RunReport } from "../run-report.ts";

/** A verdict under the run's rules; failures that do not fail the run have their own status. */
export type TestedStatus = Verdict | "fail-expected" | "not-run";

/** A case with all its attempts: what other tools call a test. */
export interface TestedCase {
  /** The attempt that counts. */
  readonly result: CaseResult;
  /** The other attempts, oldest first; empty unless the run retried. */
  readonly others: readonly CaseResult[];
  readonly status: TestedStatus;
  /** It passed, but only on a retry. */
  readonly flaky: boolean;
  /** Why each failure is expected; empty if it is not. */
  readonly expectedReasons: readonly string[];
}

/** @returns the cases of the plan in its order, each with all its attempts, one after another. */
export function testedCases(
  report: Pick<RunReport, "run" | "baseline" | "gate">,
): Generator<TestedCase> {
  return testedAmong(allCases(report.run), report);
}

/** @returns the same of some cases, with all the attempts of each. */
export function* testedAmong(
  cases: readonly CaseResult[],
  { baseline, gate }: Pick<RunReport, "baseline" | "gate">,
): Generator<TestedCase> {
  const rules = { failOn: "must", thresholds: [], strict: false, ...gate, baseline } as const;
  for (const attempted of attemptsOf(cases, rules.failOn)) {
    yield testedCase(attempted, rules);
  }
}

/** @returns how many cases the plan has, whatever the number of their attempts. */
export function countTests(report: Pick<RunReport, "run">): number {
  let count = 0;
  for (const _ of attemptsOf(allCases(report.run))) {
    count += 1;
  }
  return count;
}

const statuses: Readonly<Record<CaseOutcome, TestedStatus>> = {
  passed: "pass",
  flaky: "pass",
  failed: "fail",
  expected: "fail-expected",
  "under-threshold": "fail-expected",
  inconclusive: "inconclusive",
  error: "error",
  hidden: "unsupported",
  unclaimed: "unsupported",
};

function testedCase(attempted: CaseAttempts<CaseResult>, rules: GateRules): TestedCase {
  const { counted, attempts } = attempted;
  if (isNotRun(counted)) {
    return { result: counted, others: [], status: "not-run", flaky: false, expectedReasons: [] };
  }
  const outcome = outcomeOfCase(attempted, rules);
  // A threshold covers passes too, and leaves other cases as they are.
  const isFailure = outcome !== "under-threshold" || counted.verdict === "fail";
  return {
    result: counted,
    others: attempts.filter((attempt) => attempt !== counted),
    status: isFailure ? statuses[outcome] : counted.verdict,
    flaky: outcome === "flaky",
    expectedReasons: outcome === "expected" ? reasonsOf(counted, rules) : thresholdReason(outcome),
  };
}

function reasonsOf(result: CaseResult, { baseline }: GateRules): readonly string[] {
  const failed = result.checks.filter((check) => check.status === "fail").map(({ id }) => id);
  const entries = baseline.filter(
    (entry) => concerns(entry, result) && failed.includes(entry.check),
  );
  return [...new Set(entries.map(({ reason }) => reason))];
}

function thresholdReason(outcome: CaseOutcome): readonly string[] {
  return outcome === "under-threshold" ? ["a threshold judges how often it passes"] : [];
}

/** @returns a name that is stable across runs, and unique within its {@link suiteName}. */
export function testName({ scenario, repetition }: CaseResult): string {
  return repetition === 1 ? scenario : `${scenario} (repetition ${repetition})`;
}

/** @returns for example `node on lte`. */
export function suiteName({ implementation, network }: CaseResult): string {
  return `${implementation} on ${network}`;
}
