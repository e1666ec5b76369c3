import type { CaseResult } from "./case-result.ts";

type Place = Pick<CaseResult, "index" | "attempt">;

/** Compares cases by their place in the plan, then by attempt. */
export function inOrderOfPlan(a: Place, b: Place): number {
  return a.index - b.index || a.attempt - b.attempt;
}
