import type { CaseResult } from "./case-result.ts";

type Place = Pick<CaseResult, "index" | "attempt">;

/** Sorts cases as the plan has them, and the attempts of each as they were made. */
export function inOrderOfPlan(one: Place, other: Place): number {
  return one.index - other.index || one.attempt - other.attempt;
}
