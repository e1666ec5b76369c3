import type { CaseResult } from "../journal/case-result.ts";
import { allCases, type NotRunCase } from "../journal/not-run.ts";
import type { StoredRun } from "../journal/read-run.ts";
import { gradeCases } from "../verdict/grade.ts";
import type { Grade } from "../verdict/verdict.ts";

/** The part of a run that grades depend on. */
export type GradedRun = Pick<StoredRun, "cases" | "notRun" | "stopped">;

/**
 * Measurements do not count: they look at a few requirements only, and never at the hard ones.
 *
 * @returns a grade for each implementation, in order of appearance; without a letter where cases
 *   of it are missing, because they may have failed.
 */
export function gradesOf(run: GradedRun): ReadonlyMap<string, Grade> {
  const groups = Map.groupBy(allCases(run), ({ implementation }) => implementation);
  return new Map(
    [...groups].map(([name, own]) => {
      const grade = gradeCases(own.filter((result) => !isMeasurement(result)));
      return [name, isWhole(run, name) ? grade : { ...grade, letter: null }];
    }),
  );
}

function isMeasurement(result: CaseResult | NotRunCase): boolean {
  return "figures" in result && result.figures !== undefined;
}

/** An older journal that ended early does not list what is missing. */
function isWhole({ stopped, notRun }: GradedRun, name: string): boolean {
  const isListed = notRun.length > 0;
  return stopped === null || (isListed && !notRun.some((result) => result.implementation === name));
}
