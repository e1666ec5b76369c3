import { existsSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "./exit-status.ts";

/**
 * @param word a run's folder, its journal or its id; `latest`, or `latest~1` for the one before it.
 * @param output the folder that runs of that id are looked for in.
 * @throws {UsageError} if there is none, or it is no run's.
 */
export function findRun(word: string, output: string): string {
  const [isLatest, before = "0"] = /^latest(?:~(\d+))?$/.exec(word) ?? [];
  if (isLatest !== undefined && !existsSync(word)) {
    return nthLatest(word, Number(before), output);
  }
  const candidates = [word, join(output, word)];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new UsageError(
      `Expected a run's folder or its id in ${output}, found neither ${candidates.join(" nor ")}. ` +
        "Give --output if runs are stored elsewhere.",
    );
  }
  const folder = basename(found) === "journal.jsonl" ? dirname(found) : found;
  if (!existsSync(join(folder, "journal.jsonl"))) {
    throw new UsageError(
      `Expected a run's folder, with a journal.jsonl, found none in ${folder}. ` +
        "Name a folder that sockspec run created.",
    );
  }
  return folder;
}

function nthLatest(word: string, before: number, output: string): string {
  const runs = storedRuns(output);
  const found = runs.at(-1 - before);
  if (found === undefined) {
    throw new UsageError(
      `${word}: expected ${before + 1} stored ${before === 0 ? "run" : "runs"} in ${output}, found ${runs.length}. ` +
        "Give --output if runs are stored elsewhere.",
    );
  }
  return found;
}

/** @returns the folders of all runs, the latest last: their names begin with the time at which they began. */
export function storedRuns(output: string): readonly string[] {
  const names = existsSync(output) ? readdirSync(output).sort() : [];
  return names
    .map((name) => join(output, name))
    .filter((folder) => existsSync(join(folder, "journal.jsonl")));
}
