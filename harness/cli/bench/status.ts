import { counts } from "../../report/comparison/counted.ts";
import type { ExecutedRun } from "../../run/execute.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";

/** What an implementation must do is required here, too; how well it does it is only measured. */
export function statusOfMeasured({
  interrupted,
  labFailure,
  cases,
}: Pick<ExecutedRun, "interrupted" | "labFailure" | "cases">): ExitStatus {
  if (interrupted) {
    return exitStatus.interrupted;
  }
  if (cases.some(({ verdict, isYardstick }) => verdict === "fail" && isYardstick !== true)) {
    return exitStatus.requirementFailed;
  }
  return labFailure === null && cases.some(counts) ? exitStatus.asExpected : exitStatus.noVerdict;
}
