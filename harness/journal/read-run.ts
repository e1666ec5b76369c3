import type { CaseResult, SessionResult } from "./case-result.ts";
import type { RunHeader } from "./header.ts";
import { inSessions } from "./in-session.ts";
import type { EndLine } from "./lines.ts";
import { missingCases, type NotRunCase, notRunCases } from "./not-run.ts";
import { inOrderOfPlan } from "./plan-order.ts";
import { type JournalContents, type ReadOptions, readJournal } from "./read.ts";
import { shardNotes } from "./shard/own-cases.ts";

/** A run as its folder holds it, whether it came to its end or not. */
export interface StoredRun {
  /** The folder that paths in the cases are relative to. */
  readonly folder: string;
  readonly header: RunHeader;
  /** In the order of the plan; the cases of a void session have become `error`. */
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  /** Elapsed time without the pauses before it was resumed; null if the run was cut off. */
  readonly wallMs: number | null;
  readonly interrupted: boolean;
  /** Why the run is incomplete and gives no grades; null if it is complete. */
  readonly stopped: string | null;
  /** Cases of its plan without a result, in the order of the plan. */
  readonly notRun: readonly NotRunCase[];
  /** Other facts that a reader must know, a sentence each, such as sessions that were cut short. */
  readonly notes?: readonly string[];
}

/**
 * Reads a run's folder. Of a run that was cut off, what had finished by then.
 *
 * @throws {InvalidJournalError} naming the line, the key, the expected and the found value.
 */
export function readRun(folder: string, options: ReadOptions = {}): StoredRun {
  return storedRun(folder, readJournal(folder, options));
}

export function storedRun(folder: string, journal: JournalContents): StoredRun {
  const { header, sessions, end, resumes } = journal;
  const wallMsBefore = resumes.at(-1)?.wallMsBefore ?? 0;
  const stopped = whyStopped(end, () => missingCases(header, journal.cases));
  return {
    folder,
    header,
    cases: inSessions(journal.cases, sessions).sort(inOrderOfPlan),
    sessions: [...sessions].sort((a, b) => a.session - b.session),
    wallMs: end === null ? null : wallMsBefore + end.wallMs,
    interrupted: end?.interrupted ?? true,
    stopped,
    notRun: stopped === null ? [] : notRunCases(header, journal.cases, stopped),
    notes: notesOf(journal),
  };
}

/**
 * @param countMissing counts the cases without a result.
 * @returns why a run is incomplete; null if it is complete.
 */
export function whyStopped(end: EndLine | null, countMissing: () => number): string | null {
  if (end === null) {
    return "the run was cut off before its end";
  }
  if (end.interrupted) {
    return end.stopped ?? "the run was interrupted";
  }
  const missing = countMissing();
  return missing <= 0 ? null : (end.stopped ?? withoutResults(missing));
}

/** A case was run whose result could not be stored, or an older run ended early. */
export function withoutResults(missing: number): string {
  return `the run has no result for ${missing} of its cases`;
}

/** Facts about the sessions that a reader of the run must know, a sentence each. */
function notesOf(journal: JournalContents): readonly string[] {
  const { header, cutBytes, end, resumes } = journal;
  return [
    ...shardNotes(header),
    ...(cutBytes === 0
      ? []
      : [`The last line of the journal was cut off after ${cutBytes} bytes, and is left out.`]),
    ...(end === null ? ["The run was cut off before its end."] : []),
    ...notesOfSessions(journal, resumes.length),
  ];
}

/** @param resumed how often the run was resumed. */
export function notesOfSessions(
  run: Pick<StoredRun, "cases" | "sessions">,
  resumed: number,
): readonly string[] {
  const cut = cutSessions(run);
  return [
    ...(resumed === 0 ? [] : [`The run was resumed ${times(resumed)}.`]),
    ...(cut.length === 0 ? [] : [noteOfCutSessions(cut)]),
  ];
}

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/**
 * Sessions that ended before their closing controls, with their harness or their lab. What their
 * cases showed counts, and rests on the controls at their beginning alone.
 *
 * @returns their numbers.
 */
export function cutSessions({
  cases,
  sessions,
}: Pick<StoredRun, "cases" | "sessions">): readonly number[] {
  const ended = new Set(sessions.map(({ session }) => session));
  const begun = [...new Set(cases.map(({ session }) => session))].filter((each) => each !== null);
  return begun.filter((session) => !ended.has(session)).sort((a, b) => a - b);
}

function noteOfCutSessions(cut: readonly number[]): string {
  const which = `${cut.length} lab session${cut.length === 1 ? " was" : "s were"} cut short`;
  return (
    `${which} (${cut.join(", ")}): the controls at the end, and on an impaired link the proof ` +
    "at the end, are missing. The cases keep their verdicts."
  );
}
