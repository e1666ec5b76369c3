import { startStopwatch } from "../history/clock.ts";
import type { CaseResult, FinishedCase, SessionResult } from "../journal/case-result.ts";
import { notesOfSessions } from "../journal/read-run.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { type KernelRunOptions, type RetryRules, retryOnKernels, runOnKernels } from "./kernels.ts";
import type { Recording } from "./recording.ts";
import type { RunOutcome } from "./run-plan.ts";

/** What is to be run, where, and what becomes of it. */
export interface ExecuteRequest
  extends Omit<
    KernelRunOptions,
    "labKind" | "sessionsBefore" | "journal" | "onCase" | "onSession" | "alone"
  > {
  /** All of it, also what a resumed run has already finished. */
  readonly plan: readonly PlannedCase[];
  /** Where it is written as it goes; the caller closes it. Default: nowhere. */
  readonly recording?: Recording | null;
  /** What is run again after it failed. Default: nothing. */
  readonly retry?: Omit<RetryRules, "plan"> | null;
  /** Measures what the run takes, in ms. Default: from the call on. */
  readonly sinceMs?: () => number;
}

/** What is reported meanwhile; none of it changes the run. */
export interface RunEvents {
  /** The cases that will be run, before the first of them; retries are not among them. */
  readonly onPlan?: (left: readonly PlannedCase[]) => void;
  /** A case has ended, and is in the journal if there is one. */
  readonly onCase?: (result: CaseResult, history: FinishedCase["history"]) => void;
  readonly onSession?: (session: SessionResult) => void;
}

export interface ExecutedRun extends RunOutcome {
  /** With what earlier parts of a resumed run took. */
  readonly wallMs: number;
  /** What is worth knowing of its sessions, one sentence each. */
  readonly notes: readonly string[];
  /** The first thing that could not be written to the journal; null while all was. */
  readonly journalFailure: Error | null;
}

/**
 * Runs a plan on the kernels that its networks need, journals it, and runs again what failed.
 *
 * It prints nothing, and ends early where the request's signal aborts or `bail` strikes.
 */
export async function execute(
  request: ExecuteRequest,
  events: RunEvents = {},
): Promise<ExecutedRun> {
  const { plan, recording = null, retry = null, sinceMs = startStopwatch(), ...rest } = request;
  const journal = recording?.journal ?? null;
  const options: KernelRunOptions = {
    ...rest,
    labKind: request.lab.kind,
    sessionsBefore: recording?.sessionsBefore ?? 0,
    journal,
    onCase: ({ result, history }) => events.onCase?.(result, history),
    onSession: (session) => events.onSession?.(session),
  };
  const left = recording?.left ?? plan;
  events.onPlan?.(left);
  const ran = await runOnKernels(left, options);
  const first = recording?.whole(ran) ?? ran;
  const outcome = retry === null ? first : await retryOnKernels(first, options, { ...retry, plan });
  const ownMs = sinceMs();
  journal?.append({ type: "end", wallMs: ownMs, interrupted: outcome.interrupted });
  return {
    ...outcome,
    wallMs: recording?.wallMs(ownMs) ?? ownMs,
    notes: notesOfSessions(outcome, recording?.resumed ?? 0),
    journalFailure: journal?.failure ?? null,
  };
}
