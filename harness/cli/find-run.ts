import { existsSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "./usage-error.ts";

/**
 * @param word a run's folder, its journal, or its id.
 * @param output the folder that runs of that id are looked for in.
 * @throws {UsageError} where there is none.
 */
export function findRun(word: string, output: string): string {
  const candidates = [word, join(output, word)];
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new UsageError(
      `Expected a run's folder or its id in ${output}, found neither ${candidates.join(" nor ")}. ` +
        "Give --output if runs are stored elsewhere.",
    );
  }
  const isJournal = basename(found) === "journal.jsonl" && statSync(found).isFile();
  return isJournal ? dirname(found) : found;
}
