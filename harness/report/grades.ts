import { allCases } from "../journal/not-run.ts";
import type { StoredRun } from "../journal/read-run.ts";
import { gradeCases } from "../verdict/grade.ts";
import type { Grade } from "../verdict/verdict.ts";

/** The part of a run that grades depend on. */
export type GradedRun = Pick<StoredRun, "cases" | "notRun" | "stopped">;

/**
 * @returns a grade for each implementation, in order of appearance; without letters while the run
 *   is not whole, because what is missing may have failed.
 */
export function gradesOf(run: GradedRun): ReadonlyMap<string, Grade> {
  const groups = Map.groupBy(allCases(run), ({ implementation }) => implementation);
  return new Map(
    [...groups].map(([name, own]) => {
      const grade = gradeCases(own);
      return [name, run.stopped === null ? grade : { ...grade, letter: null }];
    }),
  );
}
