import { closeSync, openSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../host/folder.ts";
import type { CaseResult, FinishedCase, PendingEvidence } from "./case-result.ts";
import { openEvidenceStore } from "./evidence-store.ts";
import type { JournalLine } from "./lines.ts";
import { lockFile } from "./lock.ts";

/** Where a run is written down as it goes; every other format derives from it. */
export interface Journal extends Disposable {
  append(line: JournalLine): void;
  /** Stores the history beside the journal and the case in it. */
  appendCase(finished: FinishedCase): CaseResult;
  /** The first thing that could not be written, and why; null while all was. */
  readonly failure: Error | null;
}

/**
 * Opens `journal.jsonl` in a folder, which is made, and keeps other processes from resuming the run
 * meanwhile.
 *
 * Each line is handed to the kernel as it is written: it outlives this process, however that ends.
 * It does not wait for the disk, so that a loss of power may take what the kernel had not written.
 * A disk that fills up does not end the run: the failure is kept, and nothing more is written.
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
  const attempt = (write: () => void) => {
    if (failure !== null) {
      return false;
    }
    try {
      write();
      return true;
    } catch (error) {
      failure = error instanceof Error ? error : new Error(String(error));
      return false;
    }
  };
  const append = (line: JournalLine) => {
    attempt(() => writeWhole(file, `${JSON.stringify(line)}\n`));
  };
  const store = openEvidenceStore(folder);
  const keepEvidence = (name: string, evidence: PendingEvidence) => {
    const kept: { path: string | null } = { path: null };
    attempt(() => {
      kept.path = store.keep(name, evidence);
    });
    return kept.path;
  };
  return {
    append,
    appendCase({ result, history, evidence = null }) {
      const path = join("cases", `${caseName(result)}.json`);
      const stored =
        history !== null &&
        attempt(() => writeFileSync(join(folder, path), `${JSON.stringify(history)}\n`));
      const kept: CaseResult = {
        ...result,
        history: stored ? path : null,
        evidence: evidence && keepEvidence(caseName(result), evidence),
      };
      append({ type: "case", ...kept });
      return kept;
    },
    get failure() {
      return failure;
    },
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** `writeSync` may take a part only, most of all when the disk is nearly full. */
function writeWhole(file: number, text: string): void {
  const bytes = Buffer.from(text);
  let offset = 0;
  while (offset < bytes.length) {
    offset += writeSync(file, bytes, offset);
  }
}

function caseName(result: CaseResult): string {
  const scenario = result.scenario.replace("/", "-");
  const attempt = result.attempt === 1 ? "" : `.attempt-${result.attempt}`;
  return `${result.implementation}.${scenario}.${result.network}.${result.repetition}${attempt}`;
}
