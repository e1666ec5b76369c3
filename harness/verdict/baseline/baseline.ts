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
export function failsAsExpected(one: BaselineCase, baseline: readonly ExpectedFailure[]): boolean {
  const failed = one.checks.filter((check) => check.level === "MUST" && check.status === "fail");
  return one.verdict === "fail" && failed.every((check) => isExpected(one, check, baseline));
}

export function isExpected(
  one: BaselineCase,
  check: JudgedCheck,
  baseline: readonly ExpectedFailure[],
): boolean {
  return baseline.some(
    (entry) =>
      concerns(entry, one) && entry.check === check.id && check.observed.includes(entry.observed),
  );
}

/** @returns whether the entry is for this case, whatever its verdict. */
export function concerns(
  entry: Pick<ExpectedFailure, "implementation" | "scenario" | "network">,
  one: Pick<BaselineCase, "implementation" | "scenario" | "network">,
): boolean {
  return (
    entry.implementation === one.implementation &&
    entry.scenario === one.scenario &&
    (entry.network === undefined || entry.network === one.network)
  );
}

function sameCheck(one: ExpectedFailure, other: ExpectedFailure): boolean {
  return (
    one.implementation === other.implementation &&
    one.scenario === other.scenario &&
    one.check === other.check &&
    (one.network === undefined || other.network === undefined || one.network === other.network)
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
  return baseline.flatMap((entry) => {
    const name = nameOfEntry(entry);
    if (!known.includes(entry.scenario)) {
      return [`${name}: there is no such scenario.`];
    }
    const judged = cases.filter(
      (one) => concerns(entry, one) && (one.verdict === "pass" || one.verdict === "fail"),
    );
    const checks = judged.map((one) => one.checks.find((check) => check.id === entry.check));
    if (judged.length > 0 && checks.every((check) => check === undefined)) {
      return [`${name}: the scenario has no such check.`];
    }
    const failed = checks.filter((check) => check?.status === "fail");
    const passed = checks.some((check) => check?.status === "pass");
    if (passed && failed.length === 0 && !entry.sometimes) {
      return [`${name}: expected to fail, but passes. Remove the entry.`];
    }
    // If a check has several entries, one is enough to explain a failure.
    const observations = baseline.filter((one) => sameCheck(one, entry)).map((one) => one.observed);
    const other = failed.find((check) =>
      observations.every((observed) => check?.observed.includes(observed) === false),
    );
    return other === undefined
      ? []
      : [`${name}: expected "${entry.observed}", but fails with "${other.observed}".`];
  });
}

/** The placeholder that `--update-baseline` writes until somebody gives a reason. */
export const missingReason = "TODO: say why this failure is accepted";

/** @returns whether nobody has explained yet why the failure is accepted. */
export function isUnexplained(reason: string): boolean {
  return /^TODO\b/i.test(reason.trim());
}
