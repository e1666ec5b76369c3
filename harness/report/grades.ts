import type { CaseResult } from "../journal/case-result.ts";
import { gradeCases } from "../verdict/grade.ts";
import type { Grade } from "../verdict/verdict.ts";

/** @returns a grade for each implementation, in order of appearance. */
export function gradesOf(cases: readonly CaseResult[]): ReadonlyMap<string, Grade> {
  const names = [...new Set(cases.map(({ implementation }) => implementation))];
  return new Map(
    names.map((name) => [
      name,
      gradeCases(cases.filter(({ implementation }) => implementation === name)),
    ]),
  );
}
