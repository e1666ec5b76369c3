import { resolve } from "node:path";
import { statusOfRun } from "../cli/gate/status.ts";
import type { PlayedRun } from "../cli/grading/play-run.ts";
import type { CaseResult } from "../journal/case-result.ts";
import { gradesOf } from "../report/grades.ts";
import type { RunReport } from "./report.ts";

/**
 * @param caseOf the public form of a result.
 * @param unwritten why files that were asked for could not be written, a sentence each.
 */
export function runReport(
  { report, conclusion, troubles }: PlayedRun,
  caseOf: (result: CaseResult) => RunReport["cases"][number],
  unwritten: readonly string[],
): RunReport {
  const { run } = report;
  const { gate, baselineWritten, warnings } = conclusion;
  const reported = unwritten.length === 0;
  const { status, why } = statusOfRun(gate, { ...troubles, reported, baselineWritten });
  return {
    runId: run.header.runId,
    folder: resolve(run.folder),
    outcome: outcomes[status as keyof typeof outcomes],
    exitStatus: status as RunReport["exitStatus"],
    why: why.replace(/^exit status \d+: /, ""),
    cases: gate.counted.map(caseOf),
    notRun: run.notRun.map(({ implementation, scenario, network, repetition, reason }) => ({
      ...{ implementation, scenario, network, repetition, reason },
    })),
    grades: [...gradesOf(run)].map(([implementation, grade]) => ({ implementation, ...grade })),
    staleBaseline: gate.staleEntries,
    warnings: [
      ...warnings,
      ...(troubles.labFailure === null ? [] : [troubles.labFailure.message]),
      ...(troubles.journalFailure === null ? [] : [troubles.journalFailure.message]),
      ...run.sessions.flatMap(({ session, broken }) =>
        broken === null ? [] : [`Lab session ${session} does not count: ${broken}`],
      ),
      ...(run.notes ?? []),
      ...unwritten,
    ],
    durationMs: run.wallMs ?? 0,
  };
}

const outcomes = {
  0: "as-expected",
  1: "failed",
  3: "undecided",
  130: "interrupted",
} as const;
