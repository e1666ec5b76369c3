import type { CaseResult } from "../../journal/case-result.ts";
import { concerns } from "../../verdict/baseline/baseline.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import type { CheckResult, Verdict } from "../../verdict/verdict.ts";
import { isUndecided } from "./cell.ts";

/** One check that an implementation fails, on one or several networks. */
export interface BoardFailure {
  readonly scenario: string;
  readonly check: string;
  readonly level: CheckResult["level"];
  readonly statement: string;
  readonly source: string;
  readonly networks: readonly string[];
  /** How often it failed, and how often it was judged, on those networks. */
  readonly failed: number;
  readonly judged: number;
  readonly expected: string;
  /** The first observation. */
  readonly observed: string;
  /** The baseline's reason; null if the failure is unexpected. */
  readonly reason: string | null;
  /** Path of the page about it from the project's folder, or null. */
  readonly finding: string | null;
}

/** One case that reached no verdict, or left a requirement undecided. */
export interface BoardUndecided {
  readonly scenario: string;
  readonly network: string;
  readonly verdict: Verdict;
  readonly reason: string | null;
}

interface Failed {
  readonly result: CaseResult;
  readonly check: CheckResult;
}

/** @param cases of one implementation. @returns MUSTs first, then in the order of the cases. */
export function failuresOf(
  cases: readonly CaseResult[],
  baseline: readonly ExpectedFailure[],
): readonly BoardFailure[] {
  const failed = cases.flatMap((result) =>
    result.checks.flatMap((check) => (check.status === "fail" ? [{ result, check }] : [])),
  );
  const groups = Map.groupBy(failed, ({ result, check }) => `${result.scenario}\n${check.id}`);
  const failures = [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined ? [] : [failureOf([first, ...others], cases, baseline)],
  );
  return [
    ...failures.filter(({ level }) => level === "MUST"),
    ...failures.filter(({ level }) => level === "SHOULD"),
  ];
}

function failureOf(
  group: readonly [Failed, ...Failed[]],
  cases: readonly CaseResult[],
  baseline: readonly ExpectedFailure[],
): BoardFailure {
  const { result, check } = group[0];
  const networks = [...new Set(group.map((failure) => failure.result.network))];
  const judged = cases
    .filter(
      (candidate) => candidate.scenario === result.scenario && networks.includes(candidate.network),
    )
    .flatMap((candidate) => candidate.checks)
    .filter(({ id, status }) => id === check.id && (status === "pass" || status === "fail"));
  const reasons = group.map((failure) => reasonFor(failure, baseline));
  // A single unexpected failure makes the whole group unexpected.
  const reason = reasons.includes(null) ? null : (reasons[0] ?? null);
  const { id, level, statement, source, expected, observed } = check;
  return {
    scenario: result.scenario,
    check: id,
    level,
    statement,
    source,
    networks,
    failed: group.length,
    judged: judged.length,
    expected,
    observed,
    reason,
    finding: reason?.match(findingPage)?.[0] ?? null,
  };
}

const findingPage = /docs\/findings\/[\w-]+\.md/;

function reasonFor({ result, check }: Failed, baseline: readonly ExpectedFailure[]): string | null {
  const entry = baseline.find(
    (entry) =>
      concerns(entry, result) &&
      entry.check === check.id &&
      check.observed.includes(entry.observed),
  );
  return entry?.reason ?? null;
}

export function undecidedOf(cases: readonly CaseResult[]): readonly BoardUndecided[] {
  return cases
    .filter(isUndecided)
    .map(({ scenario, network, verdict, reason }) => ({ scenario, network, verdict, reason }));
}
