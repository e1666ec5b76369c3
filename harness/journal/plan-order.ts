import type { CaseResult } from "./case-result.ts";

type Place = Pick<CaseResult, "index" | "attempt">;

/** Sorts cases as the plan has them, and the attempts of each as they were made. */
export function inOrderOfPlan(a: Place, b: Place): number {
  return a.index - b.index || a.attempt - b.attempt;
}
