import { startStopwatch } from "../history/clock.ts";
import type { CaseResult, FinishedCase, SessionResult } from "../journal/case-result.ts";
import { inOrderOfPlan } from "../journal/plan-order.ts";
import { notesOfSessions, withoutResults } from "../journal/read-run.ts";
import type { StorageFailure } from "../journal/storage-failure.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { OnWaiting } from "./case/start-implementation.ts";
import { type KernelRunOptions, runInGuests, runInVirtualTime } from "./guest/start.ts";
import type { KernelName } from "./lab-choice.ts";
import { defaultJobs } from "./lab-count.ts";
import type { FailureLimit } from "./limits.ts";
import type { Recording } from "./recording.ts";
import { type RetryOptions, retryCases } from "./retry.ts";
import type { RunOutcome } from "./run-options.ts";
import { runPlan } from "./sessions.ts";

/** A run: its plan, its lab, and the receivers of its results. */
export interface ExecuteRequest
  extends Omit<
    KernelRunOptions,
    "labKind" | "sessionsBefore" | "journal" | "onCase" | "onSession" | "onWaiting" | "alone"
  > {
  /** All of it, also what a resumed run has already finished. */
  readonly plan: readonly PlannedCase[];
  /** Records the run as it goes; the caller closes it. Default: not recorded. */
  readonly recording?: Recording | null;
  /** The rules for running cases again. Default: no retries. */
  readonly retry?: RetryRules | null;
  /** Measures what the run takes, in ms. Default: from the call on. */
  readonly sinceMs?: () => number;
}

/** Which cases are run again, alone. */
export type RetryRules = Pick<RetryOptions, "isWorthAnother" | "retries" | "casesMax">;

/** Callbacks during the run; none of them changes it. */
export interface RunEvents {
  /** The cases that will be run, before the first of them; retries are not among them. */
  readonly onPlan?: (left: readonly PlannedCase[]) => void;
  /** A case has ended, and is in the journal if there is one. */
  readonly onCase?: (result: CaseResult, history: FinishedCase["history"]) => void;
  readonly onSession?: (session: SessionResult) => void;
  readonly onWaiting?: OnWaiting;
}

export interface ExecutedRun extends RunOutcome {
  /** Includes the time of the earlier parts of a resumed run. */
  readonly wallMs: number;
  /** Notes on its sessions, one sentence each. */
  readonly notes: readonly string[];
  /** The first thing that could not be written to the journal; null while all was. */
  readonly journalFailure: StorageFailure | null;
}

/**
 * Runs a plan on the kernels that its networks need, journals it, and runs again what failed.
 *
 * It prints nothing, and ends early where the request's signal aborts or a limit is reached.
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
    onWaiting: events.onWaiting,
  };
  const left = recording?.left ?? plan;
  events.onPlan?.(left);
  const ran = await runOnKernels(left, options);
  const first = recording?.whole(ran) ?? ran;
  const outcome = retry === null ? first : await retryAlone(first, { ...options, plan }, retry);
  const ownMs = sinceMs();
  const stopped = whyNotWhole(plan, outcome);
  const notStored = whyNotStored(journal?.failure ?? null);
  journal?.append({
    type: "end",
    wallMs: ownMs,
    interrupted: outcome.interrupted,
    stopped: stopped ?? notStored,
  });
  return {
    ...outcome,
    stopped,
    wallMs: recording?.wallMs(ownMs) ?? ownMs,
    notes: notesOfSessions(outcome, recording?.resumed ?? 0),
    journalFailure: journal?.failure ?? null,
  };
}

type RunPlan = (plan: readonly PlannedCase[], options: KernelRunOptions) => Promise<RunOutcome>;

/** Runs the cases of the host's kernel, then those that need a guest, then those in virtual time. */
async function runOnKernels(
  plan: readonly PlannedCase[],
  options: KernelRunOptions,
): Promise<RunOutcome> {
  const { lab } = options;
  const kernelOf = lab.kernelFor;
  const forHost = plan.filter((planned) => kernelOf(planned) === "host");
  let outcome = await runOnHost(forHost, options);
  for (const [kernel, run] of guestRunners) {
    const rest = plan.filter((planned) => kernelOf(planned) === kernel);
    const failureLimit = remainingFailures(options, outcome.cases);
    if (rest.length > 0 && !options.signal.aborted && failureLimit?.failures !== 0) {
      outcome = join(outcome, await run(rest, { ...options, failureLimit }));
    }
  }
  return outcome;
}

const guestRunners: readonly (readonly [KernelName, RunPlan])[] = [
  ["guest", runInGuests],
  ["virtual", runInVirtualTime],
];

const runOnHost: RunPlan = async (plan, options) => {
  const { lab, alone = false } = options;
  const jobs = alone ? 1 : (options.jobs ?? defaultJobs(lab.kind, plan.length));
  return await runPlan({ ...options, plan, openLab: lab.open, jobs });
};

function join(before: RunOutcome, after: RunOutcome): RunOutcome {
  return {
    cases: [...before.cases, ...after.cases].sort(inOrderOfPlan),
    sessions: [...before.sessions, ...after.sessions],
    interrupted: after.interrupted,
    stopped: before.stopped ?? after.stopped,
    labFailure: before.labFailure ?? after.labFailure,
  };
}

function remainingFailures(
  { failureLimit }: Pick<KernelRunOptions, "failureLimit">,
  cases: readonly CaseResult[],
): FailureLimit | null {
  const failed = cases.filter(({ verdict }) => verdict === "fail").length;
  return failureLimit && { ...failureLimit, failures: Math.max(0, failureLimit.failures - failed) };
}

async function retryAlone(
  first: RunOutcome,
  { plan, ...options }: KernelRunOptions & Pick<ExecuteRequest, "plan">,
  rules: RetryRules,
): Promise<RunOutcome> {
  return await retryCases(first, {
    ...rules,
    plan,
    runAlone: async (again, sessionsBefore) =>
      await runOnKernels(again, { ...options, sessionsBefore, alone: true, failureLimit: null }),
  });
}

/** For readers of the journal only: here, all results are in memory. */
function whyNotStored(failure: Error | null): string | null {
  return failure === null ? null : `results could not be stored: ${failure.message}`;
}

/** A run with all its results is complete even if a lab did not open, unless it was interrupted. */
function whyNotWhole(
  plan: readonly PlannedCase[],
  { cases, interrupted, stopped }: RunOutcome,
): string | null {
  const missing = plan.length - new Set(cases.map(({ index }) => index)).size;
  return missing === 0 && !interrupted ? null : (stopped ?? withoutResults(missing));
}
