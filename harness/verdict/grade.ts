import type { CheckCount, CheckResult, Grade, GradeLetter, Verdict } from "./verdict.ts";

export interface GradedCase {
  readonly verdict: Verdict;
  readonly checks: readonly Pick<CheckResult, "level" | "status">[];
}

/**
 * Grades one implementation: A all MUST and SHOULD, B all MUST, C at least 90 % of MUST, D at
 * least 75 %, F below. Unsupported cases do not count.
 */
export function gradeCases(cases: readonly GradedCase[]): Grade {
  const checks = cases.flatMap((result) => result.checks);
  const must = count(checks, "MUST");
  const should = count(checks, "SHOULD");
  const undecided = cases.some(isUndecided);
  return { letter: undecided || must.judged === 0 ? null : letter(must, should), must, should };
}

function isUndecided({ verdict, checks }: GradedCase): boolean {
  const openMust = checks.some(
    ({ level, status }) => level === "MUST" && status === "inconclusive",
  );
  const notRun = verdict === "inconclusive" && checks.length === 0;
  return verdict === "error" || notRun || openMust;
}

function count(checks: GradedCase["checks"], level: CheckResult["level"]): CheckCount {
  const judged = checks.filter(
    (check) => check.level === level && (check.status === "pass" || check.status === "fail"),
  );
  return {
    passed: judged.filter((check) => check.status === "pass").length,
    judged: judged.length,
  };
}

function letter(must: CheckCount, should: CheckCount): GradeLetter {
  const share = must.passed / must.judged;
  if (share === 1) {
    return should.passed === should.judged ? "A" : "B";
  }
  return share >= 0.9 ? "C" : share >= 0.75 ? "D" : "F";
}
