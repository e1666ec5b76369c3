import { closeSync, constants, fstatSync, ftruncateSync, openSync } from "node:fs";
import type { PlannedCase } from "../../plan/plan.ts";
import type { CaseResult } from "../case-result.ts";
import type { RunHeader } from "../header.ts";
import { lockFile } from "../lock.ts";
import { type JournalContents, readJournal } from "../read.ts";
import { cutSessions } from "../read-run.ts";
import { type Journal, journalFile, writeJournal } from "../write.ts";

/** Another process writes into the run's folder, or it cannot be determined whether one does. */
class RunInUseError extends Error {
  override readonly name = "RunInUseError";
  readonly code = "RUN_IN_USE";
}

/** A run that was stored, which no other process can resume as long as this is held. */
export interface HeldRun extends Disposable {
  readonly folder: string;
  readonly stored: JournalContents;
  /** Elapsed time of the run so far, in ms; a part that was cut off counts until its last line. */
  readonly wallMsBefore: number;
  /**
   * Appends after the last complete line. Nothing is written before the first new result, so a
   * run that had ended stays unchanged.
   */
  continueJournal(facts: {
    readonly resumedAt: Date;
    readonly jobs: number;
    readonly machine: RunHeader["machine"];
  }): Journal;
}

/**
 * @throws {InvalidJournalError} if the folder holds no valid journal.
 * @throws {RunInUseError} while the run is active or another process resumes it.
 */
export function holdRun(folder: string): HeldRun {
  // Safe without the lock: an active writer only appends whole lines.
  readJournal(folder);
  const file = openSync(journalFile(folder), constants.O_RDWR | constants.O_APPEND);
  try {
    lockOrRefuse(file, folder);
    const stored = readJournal(folder);
    const wallMsBefore = wallMsOf(stored, fstatSync(file).mtimeMs);
    return {
      folder,
      stored,
      wallMsBefore,
      continueJournal({ resumedAt, jobs, machine }) {
        const journal = writeJournal(folder, file);
        const cut = cutSessions(stored);
        return startLate(journal, stored, () => {
          ftruncateSync(file, stored.wholeBytes);
          journal.append({
            type: "resume",
            resumedAt: resumedAt.toISOString(),
            jobs,
            wallMsBefore,
            cutSessions: cut,
            ...(isSameMachine(machine, stored.header.machine) ? {} : { machine }),
          });
        });
      },
      [Symbol.dispose]: () => closeSync(file),
    };
  } catch (error) {
    closeSync(file);
    throw error;
  }
}

function lockOrRefuse(file: number, folder: string): void {
  switch (lockFile(file)) {
    case "locked":
      return;
    case "held":
      throw new RunInUseError(
        `The run in ${folder} goes on: another sockspec runs or resumes it. ` +
          "Wait until that has ended, or end it.",
      );
    case "impossible":
      throw new RunInUseError(
        `Expected to lock ${journalFile(folder)}, so that nobody else resumes the run, and could ` +
          "not. Install flock (apt-get install util-linux), and keep runs on a local file system.",
      );
  }
}

function isSameMachine(one: RunHeader["machine"], other: RunHeader["machine"]): boolean {
  return (["kernel", "architecture", "cpus"] as const).every((key) => one[key] === other[key]);
}

/** If a part was cut off, its end is the file's modification time. */
function wallMsOf({ header, resumes, end }: JournalContents, lastWrittenAtMs: number): number {
  const last = resumes.at(-1);
  const startedAtMs = Date.parse(last?.resumedAt ?? header.startedAt);
  const ownMs = end?.wallMs ?? Math.max(0, lastWrittenAtMs - startedAtMs);
  return (last?.wallMsBefore ?? 0) + ownMs;
}

/** @param begin is called before the first line that says more than that the run has ended. */
function startLate(journal: Journal, stored: JournalContents, begin: () => void): Journal {
  let begun = false;
  const first = () => {
    if (!begun) {
      begun = true;
      begin();
    }
  };
  const hadEnded = stored.end?.interrupted === false;
  return {
    append(line) {
      if (begun || line.type !== "end" || !hadEnded) {
        first();
        journal.append(line);
      }
    },
    appendCase(finished) {
      first();
      return journal.appendCase(finished);
    },
    get failure() {
      return journal.failure;
    },
    // The file is the held run's to close.
    [Symbol.dispose]: () => {},
  };
}

/** @returns the cases of a plan that are not in the journal yet. */
export function leftOf(
  plan: readonly PlannedCase[],
  cases: readonly Pick<CaseResult, "index">[],
): readonly PlannedCase[] {
  const finished = new Set(cases.map(({ index }) => index));
  return plan.filter(({ index }) => !finished.has(index));
}
