import type { Implementation } from "../../implementation/manifest.ts";
import { formatCalibration } from "../../report/comparison/calibration.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import { type PreparedAll, prepareAll } from "../choose/prepare.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { type Calibration, calibrateClient } from "./calibration.ts";
import { chooseYardsticks } from "./yardsticks.ts";

/** All that is measured, and how good the measuring client is. */
export interface Measured extends PreparedAll {
  /** Undefined where it could not be compared. */
  readonly calibration: Calibration | undefined;
  /** About yardsticks and calibration, a line each. */
  readonly notes: readonly string[];
}

export interface MeasuredChoice {
  readonly named: readonly Implementation[];
  readonly lab: LabChoice;
  readonly flags: Pick<RunFlags, "protocol"> & { readonly yardsticks?: boolean };
}

/**
 * Builds what was named, and unless that is unwanted the yardsticks, and calibrates the client.
 *
 * @throws {UsageError} when nothing of it can be run.
 */
export async function prepareMeasured(
  { named, lab, flags }: MeasuredChoice,
  signal: AbortSignal,
): Promise<Measured> {
  const own = await prepareAll(named, lab, signal);
  if (flags.yardsticks === false) {
    return { ...own, calibration: undefined, notes: [] };
  }
  const taken = named.map(({ name }) => name);
  const yardsticks = chooseYardsticks(lab, taken, flags);
  const beside = await prepareAll(yardsticks.implementations, lab, signal);
  const calibration = await calibrateClient(lab);
  const note =
    typeof calibration === "string"
      ? `the load client was not compared with sockperf: ${calibration}`
      : formatCalibration(calibration);
  return {
    implementations: [...own.implementations, ...beside.implementations],
    prepared: new Map([...own.prepared, ...beside.prepared]),
    calibration: typeof calibration === "string" ? undefined : calibration,
    notes: [...yardsticks.notes, note],
  };
}
