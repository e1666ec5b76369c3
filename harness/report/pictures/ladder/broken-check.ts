import type { Scenario } from "../../../scenario/scenario.ts";
import type { CheckResult } from "../../../verdict/verdict.ts";
import type { BrokenCheck } from "./options.ts";

/** @returns the MUST that failed first in the list, or else the SHOULD; null where none failed. */
export function brokenCheck(
  checks: readonly CheckResult[],
  scenario: Scenario | undefined,
): BrokenCheck | null {
  const failed = checks.filter(({ status }) => status === "fail");
  const broken = failed.find(({ level }) => level === "MUST") ?? failed[0];
  if (broken === undefined) {
    return null;
  }
  const check = scenario?.checks.find(({ id }) => id === broken.id);
  const { statement, expected, observed, brokeAtMs } = broken;
  const connection = check !== undefined && "on" in check ? check.on : null;
  return { ...{ statement, expected, observed, brokeAtMs }, connection };
}
