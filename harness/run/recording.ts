import { join } from "node:path";
import { describeFileError } from "../host/file-error.ts";
import type { RunHeader } from "../journal/header.ts";
import { type Journal, openJournal } from "../journal/write.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { RunOutcome } from "./run-options.ts";

/** The record of a run: a new folder, or that of the run which is resumed. */
export interface Recording extends Disposable {
  readonly folder: string;
  readonly header: RunHeader;
  readonly journal: Journal;
  /** The cases of the plan that have to be run. */
  readonly left: readonly PlannedCase[];
  /** The highest number that a session has had. */
  readonly sessionsBefore: number;
  /** How often the run was resumed. */
  readonly resumed: number;
  /** @returns the complete run, with the results from before it was resumed. */
  whole(ran: RunOutcome): RunOutcome;
  /** @returns the elapsed time of the complete run, given that of this part, in ms. */
  wallMs(ownMs: number): number;
}

export interface RecordingFacts {
  /** The header of a new run. */
  readonly header: RunHeader;
  readonly plan: readonly PlannedCase[];
  /** The folder that holds runs. */
  readonly output: string;
}

export type StartRecording = (facts: RecordingFacts) => Recording;

/** @throws {ResultsNotStoredError} */
export function recordNewRun({ header, plan, output }: RecordingFacts): Recording {
  const folder = join(output, header.runId);
  const journal = startJournal(folder);
  journal.append({ type: "header", ...header });
  return {
    folder,
    header,
    journal,
    left: plan,
    sessionsBefore: 0,
    resumed: 0,
    whole: (ran) => ran,
    wallMs: (ownMs) => ownMs,
    [Symbol.dispose]: () => journal[Symbol.dispose](),
  };
}

function startJournal(folder: string): Journal {
  try {
    return openJournal(folder);
  } catch (cause) {
    throw new ResultsNotStoredError(folder, { cause });
  }
}

/** The folder of a run, or its journal, cannot be made. */
class ResultsNotStoredError extends Error {
  override readonly name = "ResultsNotStoredError";
  readonly code = "RESULTS_NOT_STORED";

  constructor(folder: string, options: ErrorOptions) {
    const { cause } = options;
    const found = describeFileError(cause);
    super(`Results cannot be stored in ${folder}: ${found}. Choose another --output.`, options);
  }
}
