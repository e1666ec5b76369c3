import type { StoredRun } from "../../journal/read-run.ts";
import { isMeasured } from "../../report/comparison/measured-run.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { chooseReporters, type Reporters, startReporters } from "../reporters/reporters.ts";
import { readSparingly } from "../spare-memory.ts";
import { storedReport } from "../stored-report.ts";

/** The options of `sockspec report`. */
export type ReportFlags = Pick<
  RunFlags,
  "reporter" | "json" | "baseline" | "failOn" | "open" | "output"
>;

/**
 * Shows or writes a stored run, as its own reporters would have.
 *
 * @param word the run's folder, its journal, or its id.
 * @returns 0 whatever the run came to: it is not judged again.
 * @throws {UsageError | InvalidJournalError | InvalidManifestError}
 */
export async function runReport(word: string, flags: ReportFlags): Promise<ExitStatus> {
  const requests = chooseReporters(flags);
  const folder = findRun(word, flags.output);
  const run = readSparingly(folder);
  const report = await storedReport(run, flags);
  const reporters = startReporters(requests, { ...report, open: flags.open === true });
  if (!isMeasured(report) && run.cases.length <= listedMax) {
    showProgress(reporters, run);
  }
  const isTold = await reporters.end(report, null);
  return isTold ? exitStatus.asExpected : exitStatus.noVerdict;
}

/** Of more cases, a line each would bury the matrix. */
const listedMax = 10_000;

/** As while it ran; bench shows none of its repetitions, only how many are left. */
function showProgress(reporters: Reporters, { cases }: StoredRun): void {
  reporters.begin(cases.length);
  for (const result of cases) {
    reporters.onCase(result);
  }
}
