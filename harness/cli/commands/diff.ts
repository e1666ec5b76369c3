import { type ComparedRun, comparedRun } from "../../report/diff/compared-run.ts";
import { diffRuns } from "../../report/diff/diff.ts";
import { formatDiff } from "../../report/diff/text.ts";
import { startPaint } from "../../report/terminal/glyphs.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import { screenOf } from "../reporters/screen.ts";
import { readSparingly } from "../spare-memory.ts";

/** Raised when a reader of `sockspec diff --json` would misread an older document. */
const diffSchemaVersion = 1;

export interface DiffFlags {
  readonly json?: boolean;
  readonly output: string;
}

/**
 * Shows what differs between two stored runs, and why.
 *
 * @param words their folders, or their ids.
 * @returns 1 where something got worse.
 * @throws {UsageError | InvalidJournalError} for a run that cannot be read.
 */
export function runDiff(
  words: { readonly before: string; readonly after: string },
  flags: DiffFlags,
): ExitStatus {
  const folders = [
    findRun(words.before, flags.output),
    findRun(words.after, flags.output),
  ] as const;
  // The second run is read when the first is not needed any more.
  const before = comparedRun(readSparingly(folders[0]));
  const after = comparedRun(readSparingly(folders[1]));
  const diff = diffRuns(before, after);
  const worse = diff.situations.filter(({ change }) => change === "worse").length;
  const status = worse > 0 ? exitStatus.requirementFailed : exitStatus.asExpected;
  if (flags.json === true) {
    const runs = { before: runFacts(before), after: runFacts(after) };
    const document = { schemaVersion: diffSchemaVersion, ...runs, worse: worse > 0, ...diff };
    process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
    return status;
  }
  const paint = startPaint(screenOf(process.stdout).coloured);
  const why = worse === 0 ? "nothing got worse" : `${worse} got worse`;
  process.stdout.write(`${formatDiff(diff, { before, after, paint })}\n`);
  process.stdout.write(`exit status ${status}: ${why}\n`);
  return status;
}

function runFacts({ folder, runId, startedAt, interrupted, caseCount }: ComparedRun) {
  return { folder, runId, startedAt, interrupted, cases: caseCount };
}
