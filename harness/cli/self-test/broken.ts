import type { CaseResult } from "../../journal/case-result.ts";
import type { Paint } from "../../report/terminal/glyphs.ts";

/** Prints cases that could not be played. @returns whether there were any, or no lab. */
export function printBroken(
  cases: readonly CaseResult[],
  labFailure: Error | null,
  paint: Paint,
): boolean {
  const broken = cases.filter((result) => result.verdict === "error");
  for (const { implementation, scenario, reason } of broken) {
    console.error(paint("red", `! ${implementation} ${scenario}: ${reason}`));
  }
  if (broken.length > 0 || labFailure !== null) {
    console.error(labFailure?.message ?? "");
    return true;
  }
  return false;
}
