import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { MergeError } from "./merge-error.ts";
import { isArchive, unpack } from "./unpack.ts";

const journalName = "journal.jsonl";

/** Deeper than any download of artifacts: artifact, results, runs, run. */
const depthMax = 6;

export interface FindOptions {
  /** A folder for what is unpacked, which is made where it is needed. */
  readonly staging: string;
  readonly signal: AbortSignal;
}

/**
 * Finds runs: a folder or a journal is one by itself; other folders and tarballs are searched.
 *
 * @returns their folders, in no particular order.
 * @throws {MergeError} for a word that leads to none.
 */
export async function findRuns(
  words: readonly string[],
  { staging, signal }: FindOptions,
): Promise<readonly string[]> {
  let unpacked = 0;
  const search = async (path: string, depth: number): Promise<readonly string[]> => {
    const isFolder = statSync(path).isDirectory();
    if (isFolder && existsSync(join(path, journalName))) {
      return [path];
    }
    if (!isFolder) {
      unpacked += 1;
      const folder = join(staging, String(unpacked));
      await unpack(path, folder, signal);
      return await search(folder, depth + 1);
    }
    const found: string[] = [];
    for (const inner of depth > depthMax ? [] : worthSearching(path)) {
      found.push(...(await search(inner, depth + 1)));
    }
    return found;
  };
  const all: string[] = [];
  for (const word of words) {
    if (!existsSync(word)) {
      throw new MergeError(
        `Expected the folder of a run, a folder of runs or a tarball, found nothing at ${word}.`,
      );
    }
    const isJournal = basename(word) === journalName;
    const found = isJournal ? [dirname(word)] : await search(word, 0);
    if (found.length === 0) {
      throw new MergeError(
        `${word}: expected runs in it, found no journal.jsonl. Name the folder that --output named.`,
      );
    }
    all.push(...found);
  }
  return all;
}

function worthSearching(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(
      (entry) =>
        !entry.name.startsWith(".") &&
        (entry.isDirectory() || (entry.isFile() && isArchive(entry.name))),
    )
    .map(({ name }) => join(folder, name));
}
