import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readLines } from "../rows/file-lines.ts";
import { journalFile } from "../write.ts";
import { startColumns } from "./columns.ts";
import { findRuns } from "./find-runs.ts";
import { type FitOptions, type FittingPart, fitTogether } from "./fit.ts";
import { MergeError } from "./merge-error.ts";
import { mergeHeaders } from "./merged-header.ts";
import { bringFiles } from "./run-files.ts";
import { scanRun } from "./scan.ts";
import { writeMerged } from "./write-merged.ts";

export interface MergeOptions extends FitOptions {
  /** The folder that holds runs. */
  readonly output: string;
  readonly signal: AbortSignal;
}

/**
 * Puts shards together into one run, in a new folder. What comes of the same shards is the same, to the
 * byte, in any order, and whether they are merged at once or some of them before.
 *
 * @param words folders of runs, folders that contain runs, or tarballs of those.
 * @returns the folder of the merged run.
 * @throws {MergeError | InvalidJournalError}
 */
export async function mergeRuns(
  words: readonly string[],
  { output, signal, ...fit }: MergeOptions,
): Promise<string> {
  const staging = join(output, `.merging-${process.pid}`);
  try {
    const folders = await findRuns(words, { staging: join(staging, "unpacked"), signal });
    const columns = startColumns();
    const runs = folders.map((folder, source) => {
      signal.throwIfAborted();
      return scanRun(folder, source, columns);
    });
    const parts = fitTogether(runs, fit);
    const header = mergeHeaders(parts as readonly [FittingPart, ...FittingPart[]]);
    const made = join(staging, "run");
    mkdirSync(made, { recursive: true });
    writeMerged(made, { header, parts, runs, columns }, signal);
    bringFiles(parts, made);
    return moveInto(join(output, header.runId), made);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** Merging the same again changes nothing. */
function moveInto(folder: string, made: string): string {
  if (!existsSync(folder)) {
    renameSync(made, folder);
    return folder;
  }
  if (!areSame(journalFile(folder), journalFile(made))) {
    throw new MergeError(
      `${folder}: expected nothing, or the same run, found another. Remove it, or choose another --output.`,
    );
  }
  return folder;
}

function areSame(one: string, other: string): boolean {
  using lines = readLines(one, "");
  using otherLines = readLines(other, "");
  for (const { bytes } of lines) {
    const line = otherLines.next();
    if (line.done === true || !bytes.equals(line.value.bytes)) {
      return false;
    }
  }
  return otherLines.next().done === true;
}
