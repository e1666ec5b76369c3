import { formatThresholds } from "../../report/terminal/gate-text.ts";
import { startPaint } from "../../report/terminal/glyphs.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { wantsColour } from "../reporters/terminal.ts";
import type { Conclusion } from "./conclusion.ts";
import { type RunTroubles, statusOfRun } from "./status.ts";

/**
 * Shows what a run was held to, and why its exit status is what it is.
 *
 * @param quiet standard output is for something else; what is not as expected goes to standard
 * error in any case.
 */
export function tellConclusion(
  { gate, notes, warnings }: Conclusion,
  { quiet, ...troubles }: RunTroubles & { readonly quiet: boolean },
): ExitStatus {
  const paint = startPaint(wantsColour());
  const { status, why } = statusOfRun(gate, troubles);
  const asExpected = status === exitStatus.asExpected;
  const told = [...formatThresholds(gate.thresholds), ...notes, ...(asExpected ? [why] : [])];
  if (!quiet && told.length > 0) {
    process.stdout.write(`${told.join("\n")}\n`);
  }
  for (const line of [...warnings, ...(asExpected ? [] : [why])]) {
    console.error(paint(line === why ? "red" : "yellow", line));
  }
  return status;
}
