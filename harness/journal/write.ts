import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { History } from "../history/history.ts";
import { makeFolder } from "../host/folder.ts";
import { errorOf } from "../host/message-of.ts";
import type { CaseResult, FinishedCase } from "./case-result.ts";
import { openEvidenceStore } from "./evidence-store.ts";
import type { JournalLine } from "./lines.ts";
import { lockFile } from "./lock.ts";
import { StorageFailure } from "./storage-failure.ts";

/** The record of a run, written as it goes; every other format derives from it. */
export interface Journal extends Disposable {
  append(line: JournalLine): void;
  /** Stores the history beside the journal and the case in it. */
  appendCase(finished: FinishedCase): CaseResult;
  /** The first thing that could not be written, and why; null while all was. */
  readonly failure: StorageFailure | null;
}

/**
 * Opens `journal.jsonl` in a folder, which is made, and keeps other processes from resuming the run
 * meanwhile.
 *
 * Each line is handed to the kernel as it is written: it outlives this process, however that ends.
 * It does not wait for the disk, so that a loss of power may take what the kernel had not written.
 * A disk that fills up does not end the run: the first failure is kept, no half line stays, and what
 * fits later is written.
 *
 * @throws when the folder or the file cannot be made.
 */
export function openJournal(folder: string): Journal {
  makeFolder(join(folder, "cases"));
  const file = openSync(journalFile(folder), "ax");
  lockFile(file);
  return writeJournal(folder, file);
}

export function journalFile(folder: string): string {
  return join(folder, "journal.jsonl");
}

/** @param file the journal, open for appending; it is closed in the end. */
export function writeJournal(folder: string, file: number): Journal {
  let failure: Error | null = null;
  /** A header that did not fit: nothing may stand before it. */
  let header: JournalLine | null = null;
  let isLineLost = false;
  const attempt = <T>(write: () => T): T | null => {
    try {
      return write();
    } catch (error) {
      failure ??= errorOf(error);
      return null;
    }
  };
  const writeLine = (line: JournalLine) =>
    attempt(() => appendWholeOrNothing(file, `${JSON.stringify(line)}\n`)) !== null;
  const append = (line: JournalLine) => {
    if (header !== null && writeLine(header)) {
      header = null;
    }
    const isWritten = header === null && writeLine(line);
    isLineLost ||= !isWritten;
    if (!isWritten && line.type === "header") {
      header = line;
    }
  };
  const lostPart = () => {
    if (header !== null || !existsSync(journalFile(folder))) {
      return "run";
    }
    return isLineLost ? "results" : "histories";
  };
  const store = openEvidenceStore(folder);
  const keepHistory = (name: string, history: History) => {
    const path = join("cases", `${name}.json`);
    writeFileOrNothing(join(folder, path), `${JSON.stringify(history)}\n`);
    return path;
  };
  return {
    append,
    appendCase({ result, history, evidence = null }) {
      const name = caseName(result);
      const kept: CaseResult = {
        ...result,
        history: history && attempt(() => keepHistory(name, history)),
        evidence: evidence && attempt(() => store.keep(name, evidence)),
      };
      append({ type: "case", ...kept });
      return kept;
    },
    get failure() {
      // Lines that are written to a removed file are lost without an error.
      failure ??= existsSync(journalFile(folder)) ? null : new Error("its journal was removed");
      return failure === null ? null : new StorageFailure(lostPart(), failure);
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** Leaves no partial file: on a full disk it would take the room that the case's line needs. */
function writeFileOrNothing(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    rmSync(path, { force: true });
    throw cause;
  }
}

/** `writeSync` may take a part only, most of all when the disk is nearly full. */
function appendWholeOrNothing(file: number, text: string): number {
  const bytes = Buffer.from(text);
  const { size } = fstatSync(file);
  try {
    for (let offset = 0; offset < bytes.length; ) {
      offset += writeSync(file, bytes, offset);
    }
    return bytes.length;
  } catch (cause) {
    ftruncateSync(file, size);
    throw cause;
  }
}

function caseName(result: CaseResult): string {
  const scenario = result.scenario.replace("/", "-");
  const attempt = result.attempt === 1 ? "" : `.attempt-${result.attempt}`;
  return `${result.implementation}.${scenario}.${result.network}.${result.repetition}${attempt}`;
}
