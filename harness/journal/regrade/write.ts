import {
  closeSync,
  constants,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { basename, join, resolve } from "node:path";
import type { CaseResult } from "../case-result.ts";
import type { JournalLine } from "../lines.ts";
import type { JournalContents } from "../read.ts";
import { journalFile } from "../write.ts";

/**
 * Stores a run with new judgements as a separate run beside the original, which stays unchanged:
 * `<folder>-regraded-1`, and so on. Histories and evidence are copied too.
 *
 * @param regraded the cases that were judged again.
 * @returns the new folder.
 * @throws if files cannot be written, as on a full disk; only a folder `….partial` is left then.
 */
export function writeRegraded(
  folder: string,
  stored: Pick<JournalContents, "lines">,
  regraded: readonly CaseResult[],
): string {
  const target = freeName(resolve(folder));
  const partial = `${target}.partial`;
  const byCase = new Map(regraded.map((result) => [keyOf(result), result]));
  mkdirSync(partial);
  if (existsSync(join(folder, "cases"))) {
    cpSync(join(folder, "cases"), join(partial, "cases"), {
      recursive: true,
      mode: constants.COPYFILE_FICLONE,
    });
  }
  const file = openSync(journalFile(partial), "w");
  try {
    // One by one: together, those of a large run do not fit one text.
    for (const line of stored.lines) {
      writeFileSync(file, `${JSON.stringify(renewed(line, basename(target), byCase))}\n`);
    }
  } finally {
    closeSync(file);
  }
  renameSync(partial, target);
  return target;
}

function freeName(folder: string, number = 1): string {
  const name = `${folder}-regraded-${number}`;
  const isTaken = existsSync(name) || existsSync(`${name}.partial`);
  return isTaken ? freeName(folder, number + 1) : name;
}

function renewed(
  line: JournalLine,
  runId: string,
  byCase: ReadonlyMap<string, CaseResult>,
): JournalLine {
  if (line.type === "header") {
    return { ...line, runId, regradedFrom: line.runId };
  }
  const other = line.type === "case" ? byCase.get(keyOf(line)) : undefined;
  return other === undefined ? line : { type: "case", ...other };
}

function keyOf({ index, attempt }: Pick<CaseResult, "index" | "attempt">): string {
  return `${index} ${attempt}`;
}
