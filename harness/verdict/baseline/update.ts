import type { GatedCase } from "../gate/case.ts";
import { type FailOn, failedChecks, gatedVerdict, type Threshold } from "../gate/rules.ts";
import { isUnder } from "../gate/threshold.ts";
import { casesByEntry, isExpected, type JudgedCheck, missingReason } from "./baseline.ts";
import type { ExpectedFailure } from "./expected-failure.ts";
import { steadyParts } from "./observed.ts";

export interface BaselineUpdate {
  /** Sorted, so that two updates differ only in what changed. */
  readonly entries: readonly ExpectedFailure[];
  readonly kept: readonly ExpectedFailure[];
  /** Without a reason yet. */
  readonly added: readonly ExpectedFailure[];
  readonly removed: readonly ExpectedFailure[];
}

export interface BaselineUpdateOptions {
  /** The file's current entries. */
  readonly before: readonly ExpectedFailure[];
  /** Entries of other files, which must not be repeated in this one. */
  readonly elsewhere: readonly ExpectedFailure[];
  readonly cases: readonly GatedCase[];
  /** Ids of all scenarios in the catalogue. */
  readonly known: readonly string[];
  readonly failOn: FailOn;
  readonly thresholds: readonly Threshold[];
}

/**
 * Makes a baseline of a run's failures. Pure.
 *
 * Entries that still explain a failure keep their reason; those that passed, or fail in another
 * way, are removed. Entries of cases that were not run or not judged stay.
 */
export function updateBaseline(options: BaselineUpdateOptions): BaselineUpdate {
  const { before, cases, elsewhere, known } = options;
  const failures = failuresOf(options);
  const casesOf = casesByEntry(cases, before);
  const isKept = (entry: ExpectedFailure) =>
    known.includes(entry.scenario) && !isOutdated(entry, casesOf(entry));
  const kept = before.filter(isKept);
  const removed = before.filter((entry) => !isKept(entry));
  const unexplained = failures.filter(
    ({ result, check }) => !isExpected(result, check, [...kept, ...elsewhere]),
  );
  const added = entriesFor(unexplained, cases);
  return { entries: [...kept, ...added].sort(byName), kept, added, removed };
}

interface Failure {
  readonly result: GatedCase;
  readonly check: JudgedCheck;
}

function failuresOf({ cases, failOn, thresholds }: BaselineUpdateOptions): readonly Failure[] {
  const failed = cases.filter((result) => gatedVerdict(result, failOn) === "fail");
  return failed.flatMap((result) => {
    const own = thresholds.filter((threshold) => isUnder(threshold, result));
    return failedChecks(result, failOn)
      .filter(({ id }) => !own.some(({ check }) => check === null || check === id))
      .map((check) => ({ result, check }));
  });
}

/**
 * Whether its check was judged, and never failed in the entry's way.
 *
 * @param cases those that the entry is for.
 */
function isOutdated(entry: ExpectedFailure, cases: readonly GatedCase[]): boolean {
  const judged = cases.filter(({ verdict }) => verdict === "pass" || verdict === "fail");
  const checks = judged.flatMap((result) => result.checks.filter(({ id }) => id === entry.check));
  const failed = checks.filter(({ status }) => status === "fail");
  if (failed.length > 0) {
    return failed.every(({ observed }) => !observed.includes(entry.observed));
  }
  const isGone = judged.length > 0 && checks.length === 0;
  return isGone || (!entry.sometimes && checks.some(({ status }) => status === "pass"));
}

/** One entry for each check, network and way of failing. */
function entriesFor(
  failures: readonly Failure[],
  cases: readonly GatedCase[],
): readonly ExpectedFailure[] {
  const groups = Map.groupBy(failures, ({ result, check }) =>
    [result.implementation, result.scenario, result.network, check.id].join("\n"),
  );
  const casesOf = casesByEntry(
    cases,
    failures.map(({ result }) => result),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) {
      return [];
    }
    const { implementation, scenario, network } = first.result;
    const sometimes = passesToo(first, casesOf(first.result));
    return steadyParts(group.map(({ check }) => check.observed)).map((observed) => ({
      implementation,
      scenario,
      check: first.check.id,
      network,
      observed,
      sometimes,
      reason: missingReason,
    }));
  });
}

/** @param cases those of its situation. */
function passesToo({ check }: Failure, cases: readonly GatedCase[]): boolean {
  return cases.some(({ checks }) =>
    checks.some(({ id, status }) => id === check.id && status === "pass"),
  );
}

function byName(a: ExpectedFailure, b: ExpectedFailure): number {
  const name = (entry: ExpectedFailure) =>
    [entry.implementation, entry.scenario, entry.check, entry.network ?? "", entry.observed].join(
      "\n",
    );
  return name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0;
}
