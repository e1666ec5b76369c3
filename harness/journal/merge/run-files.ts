import {
  constants,
  copyFileSync,
  type Dirent,
  existsSync,
  linkSync,
  mkdirSync,
  opendirSync,
} from "node:fs";
import { join } from "node:path";
import { guestJobFile } from "../../lab/guest/window.ts";
import type { MergedShard } from "../header.ts";
import type { FittingPart } from "./fit.ts";

const casesFolder = "cases";
const shardsFolder = "shards";

/** @returns where a file of a shard is in the merged run, where others may have one of that name. */
export function placeOfShard({ number }: Pick<MergedShard, "number">, path: string): string {
  return join(shardsFolder, String(number), path);
}

/**
 * Brings what lies beside the journals into the merged run's folder: histories and evidence, whose names
 * differ anyway, and for each shard apart the jobs and the output of its guests. What was made from a
 * journal, such as a matrix of pairs, is left behind.
 */
export function bringFiles(parts: readonly FittingPart[], folder: string): void {
  mkdirSync(join(folder, casesFolder), { recursive: true });
  for (const run of new Set(parts.map((part) => part.run))) {
    bring(join(run.folder, casesFolder), join(folder, casesFolder));
    bring(join(run.folder, shardsFolder), join(folder, shardsFolder));
    const [part] = run.parts;
    for (const name of run.header.merged === undefined ? ownFolders(run.folder) : []) {
      bring(join(run.folder, name), join(folder, placeOfShard(part?.shard ?? { number: 0 }, name)));
    }
  }
  // Scenarios that were given by value are the same for all shards.
  const [first] = parts;
  if (first !== undefined) {
    bring(join(first.run.folder, scenariosFolder), join(folder, scenariosFolder));
  }
}

const scenariosFolder = "scenarios";

function ownFolders(folder: string): readonly string[] {
  return entriesOf(folder)
    .filter((entry) => entry.isDirectory() && /^(virtual|guests(-before-\d+)?)$/.test(entry.name))
    .map(({ name }) => name);
}

function entriesOf(folder: string): readonly Dirent[] {
  return existsSync(folder) ? [...each(folder)] : [];
}

/** One by one: a run of a million cases has as many files. */
function* each(folder: string): Generator<Dirent> {
  const opened = opendirSync(folder);
  try {
    for (let entry = opened.readSync(); entry !== null; entry = opened.readSync()) {
      yield entry;
    }
  } finally {
    opened.closeSync();
  }
}

/** A guest's tasks, which a killed harness left, may hold secrets from the environment. */
const leftBehind = new Set([guestJobFile, "job.json", "images.tar"]);

function bring(from: string, to: string): void {
  if (!existsSync(from)) {
    return;
  }
  mkdirSync(to, { recursive: true });
  for (const entry of each(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) {
      bring(source, target);
    } else if (entry.isFile() && !leftBehind.has(entry.name)) {
      linkOrCopy(source, target);
    }
  }
}

/** Links need one file system that has them; a file of a run is never changed once it is written. */
function linkOrCopy(source: string, target: string): void {
  try {
    linkSync(source, target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      throw error;
    }
    copyFileSync(source, target, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
  }
}
