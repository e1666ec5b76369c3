import type { CheckResult, Verdict } from "../verdict.ts";
import type { ExpectedFailure } from "./expected-failure.ts";

/** The parts of a case that a baseline refers to. */
export interface BaselineCase {
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
  readonly verdict: Verdict;
  readonly checks: readonly JudgedCheck[];
}

export type JudgedCheck = Pick<CheckResult, "id" | "level" | "status" | "observed">;

/** @returns whether the case fails, and every failed MUST in it is expected to fail. */
export function failsAsExpected(
  result: BaselineCase,
  baseline: readonly ExpectedFailure[],
): boolean {
  const failed = result.checks.filter((check) => check.level === "MUST" && check.status === "fail");
  return result.verdict === "fail" && failed.every((check) => isExpected(result, check, baseline));
}

export function isExpected(
  result: BaselineCase,
  check: JudgedCheck,
  baseline: readonly ExpectedFailure[],
): boolean {
  return baseline.some(
    (entry) =>
      concerns(entry, result) &&
      entry.check === check.id &&
      check.observed.includes(entry.observed),
  );
}

/** @returns whether the entry is for this case, whatever its verdict. */
export function concerns(
  entry: Pick<ExpectedFailure, "implementation" | "scenario" | "network">,
  result: Pick<BaselineCase, "implementation" | "scenario" | "network">,
): boolean {
  return (
    entry.implementation === result.implementation &&
    entry.scenario === result.scenario &&
    (entry.network === undefined || entry.network === result.network)
  );
}

type Concerned = Pick<ExpectedFailure, "implementation" | "scenario" | "network">;

/**
 * Sorts the cases of a run once, rather than looking through a million of them for each entry.
 *
 * @returns a function that gives the cases which an entry, one of `entries`, is for.
 */
export function casesByEntry<
  T extends Pick<BaselineCase, "implementation" | "scenario" | "network">,
>(cases: readonly T[], entries: readonly Concerned[]): (entry: Concerned) => readonly T[] {
  const keyOf = ({ implementation, scenario }: Concerned) => `${implementation}\n${scenario}`;
  const wanted = new Set(entries.map(keyOf));
  const own = wanted.size === 0 ? [] : cases.filter((result) => wanted.has(keyOf(result)));
  const groups = Map.groupBy(own, keyOf);
  return (entry) => (groups.get(keyOf(entry)) ?? []).filter((result) => concerns(entry, result));
}

function sameCheck(a: ExpectedFailure, b: ExpectedFailure): boolean {
  return (
    a.implementation === b.implementation &&
    a.scenario === b.scenario &&
    a.check === b.check &&
    (a.network === undefined || b.network === undefined || a.network === b.network)
  );
}

/** @returns for example `node, echo/basic, echoed`, with the network if the entry names one. */
export function nameOfEntry(entry: ExpectedFailure): string {
  const on = entry.network === undefined ? "" : ` on ${entry.network}`;
  return `${entry.implementation}, ${entry.scenario}, ${entry.check}${on}`;
}

/**
 * Compares a baseline with a run. Entries whose cases were not run are ignored.
 *
 * @param known ids of all scenarios in the catalogue.
 * @returns problems of the entries, one sentence each: they match nothing, pass, or fail for
 * another reason.
 */
export function staleEntries(
  baseline: readonly ExpectedFailure[],
  cases: readonly BaselineCase[],
  known: readonly string[],
): readonly string[] {
  const casesOf = casesByEntry(cases, baseline);
  return baseline.flatMap((entry) => {
    const name = nameOfEntry(entry);
    if (!known.includes(entry.scenario)) {
      return [`${name}: there is no such scenario.`];
    }
    const judged = casesOf(entry).filter(({ verdict }) => verdict === "pass" || verdict === "fail");
    const checks = judged.map((result) => result.checks.find((check) => check.id === entry.check));
    if (judged.length > 0 && checks.every((check) => check === undefined)) {
      return [`${name}: the scenario has no such check.`];
    }
    const failed = checks.filter((check) => check?.status === "fail");
    const passed = checks.some((check) => check?.status === "pass");
    if (passed && failed.length === 0 && !entry.sometimes) {
      return [`${name}: expected to fail, but passes. Remove the entry.`];
    }
    // If a check has several entries, one is enough to explain a failure.
    const observations = baseline
      .filter((known) => sameCheck(known, entry))
      .map((known) => known.observed);
    const other = failed.find((check) =>
      observations.every((observed) => check?.observed.includes(observed) === false),
    );
    return other === undefined
      ? []
      : [`${name}: expected "${entry.observed}", but fails with "${other.observed}".`];
  });
}

/** The placeholder that `--update-baseline` writes in place of a reason. */
export const missingReason = "TODO: say why this failure is accepted";

/** @returns whether the entry still lacks a reason for accepting the failure. */
export function isUnexplained(reason: string): boolean {
  return /^TODO\b/i.test(reason.trim());
}
