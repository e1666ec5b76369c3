import type { RunReport } from "../run-report.ts";
import { formatCalibration } from "./calibration.ts";

/** What is to be known about a whole run: how good its client was, and notes on its sessions. */
export function measurementNotes({ header, notes = [] }: RunReport["run"]): readonly string[] {
  const { calibration } = header;
  const calibrated = calibration === undefined ? [] : [formatCalibration(calibration)];
  // While it runs, the notes have it too.
  return [...new Set([...notes, ...calibrated])];
}
