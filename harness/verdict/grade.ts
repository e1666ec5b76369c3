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
  const must = count(cases, "MUST");
  const should = count(cases, "SHOULD");
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

function count(cases: readonly GradedCase[], level: CheckResult["level"]): CheckCount {
  const counted = { passed: 0, judged: 0 };
  for (const { checks } of cases) {
    for (const check of checks) {
      const isJudged = check.status === "pass" || check.status === "fail";
      counted.judged += check.level === level && isJudged ? 1 : 0;
      counted.passed += check.level === level && check.status === "pass" ? 1 : 0;
    }
  }
  return counted;
}

function letter(must: CheckCount, should: CheckCount): GradeLetter {
  const share = must.passed / must.judged;
  if (share === 1) {
    return should.passed === should.judged ? "A" : "B";
  }
  return share >= 0.9 ? "C" : share >= 0.75 ? "D" : "F";
}
