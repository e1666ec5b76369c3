import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "./exit-status.ts";

/**
 * @param word a run's folder, its journal, or its id.
 * @param output the folder that runs of that id are looked for in.
 * @throws {UsageError} if there is none, or it is no run's.
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
  const folder = basename(found) === "journal.jsonl" ? dirname(found) : found;
  if (!existsSync(join(folder, "journal.jsonl"))) {
    throw new UsageError(
      `Expected a run's folder, with a journal.jsonl, found none in ${folder}. ` +
        "Name a folder that sockspec run created.",
    );
  }
  return folder;
}
