import { formatThresholds } from "../../report/terminal/gate-text.ts";
import { startPaint } from "../../report/terminal/glyphs.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { screenOf } from "../reporters/screen.ts";
import type { Conclusion } from "./conclusion.ts";
import { type RunTroubles, statusOfRun } from "./status.ts";

/**
 * Prints the rules that a run was judged by, and the reason for its exit status.
 *
 * @param stream where what is as expected goes; null for nowhere. The rest goes to standard error in
 * any case.
 */
export function printConclusion(
  { gate, notes, warnings, baselineWritten }: Conclusion,
  {
    stream,
    ...troubles
  }: Omit<RunTroubles, "baselineWritten"> & { readonly stream: NodeJS.WriteStream | null },
): ExitStatus {
  const paint = startPaint(screenOf(process.stderr).coloured);
  const { status, why } = statusOfRun(gate, { ...troubles, baselineWritten });
  const asExpected = status === exitStatus.asExpected;
  const lines = [...formatThresholds(gate.thresholds), ...notes, ...(asExpected ? [why] : [])];
  if (stream !== null && lines.length > 0) {
    stream.write(`${lines.join("\n")}\n`);
  }
  for (const line of [...warnings, ...(asExpected ? [] : [why])]) {
    console.error(paint(line === why ? "red" : "yellow", line));
  }
  return status;
}
