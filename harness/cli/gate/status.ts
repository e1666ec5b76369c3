import type { Gate } from "../../verdict/gate/gate.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";

/** Facts about a run, beside its verdicts, that decide its exit status. */
export interface RunTroubles {
  readonly interrupted: boolean;
  /** How many cases of the plan have no result. */
  readonly notRun: number;
  /** Why labs could not be opened, or null. */
  readonly labFailure: Error | null;
  /** Why results could not be stored, or null. */
  readonly journalFailure: Error | null;
  /** False if writing the baseline failed. */
  readonly baselineWritten: boolean;
  /** Whether every reporter did what it was asked for. */
  readonly reported: boolean;
}

/** The exit status of a run, and the reason. */
export interface RunStatus {
  readonly status: ExitStatus;
  /** A line such as `exit status 1: 2 cases failed a MUST`. */
  readonly why: string;
}

type Held = Pick<Gate, "state" | "failures" | "undecided" | "allowances">;

/** An interrupted run is not judged. A failure counts even if other cases are undecided. */
export function statusOfRun(gate: Held, troubles: RunTroubles): RunStatus {
  const undecided = [
    ...gate.undecided,
    ...(troubles.notRun === 0 ? [] : [notRunWords(troubles.notRun)]),
    ...(troubles.labFailure === null ? [] : ["a lab could not be used"]),
    ...(troubles.journalFailure === null ? [] : ["results could not be stored"]),
    ...(troubles.baselineWritten ? [] : ["the baseline could not be written"]),
    ...(troubles.reported ? [] : ["a report could not be made"]),
  ];
  const status = statusFor(gate.state, undecided.length > 0, troubles.interrupted);
  const parts = [
    ...leads[status],
    ...gate.failures,
    ...(undecided.length === 0 ? [] : [`undecided: ${undecided.join(", ")}`]),
    ...(gate.allowances.length === 0 ? [] : [`allowed: ${gate.allowances.join(", ")}`]),
  ];
  return { status, why: `exit status ${status}: ${parts.join("; ")}` };
}

function notRunWords(count: number): string {
  return count === 1 ? "1 case was not run" : `${count} cases were not run`;
}

function statusFor(
  state: Gate["state"],
  undecided: boolean,
  interrupted: boolean,
): keyof typeof leads {
  if (interrupted) {
    return exitStatus.interrupted;
  }
  if (state === "failed") {
    return exitStatus.requirementFailed;
  }
  return undecided ? exitStatus.noVerdict : exitStatus.asExpected;
}

const leads = {
  [exitStatus.interrupted]: ["interrupted"],
  [exitStatus.requirementFailed]: [],
  [exitStatus.noVerdict]: [],
  [exitStatus.asExpected]: ["as expected"],
} as const;
