import { messageOf } from "../host/message-of.ts";
import { watchLoad } from "../host/proc/load.ts";
import type { CaseResult, FinishedCase, SessionResult } from "../journal/case-result.ts";
import { inSession } from "../journal/in-session.ts";
import { inOrderOfPlan } from "../journal/plan-order.ts";
import type { Journal } from "../journal/write.ts";
import type { Lab, LabKind } from "../lab/lab.ts";
import type { Network } from "../network/network.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { OnWaiting } from "./case/run-case.ts";
import { startDriverMemory } from "./driver-memory.ts";
import type { EvidenceOptions } from "./evidence/options.ts";
import { type LabCount, type PoolMember, runPool } from "./lab-pool.ts";
import { type LimitOptions, startLimits } from "./limits.ts";
import { type Queue, type SkippedOutcome, startQueues } from "./queues.ts";
import { isInterrupted } from "./run-timeout.ts";
import { type ControlCase, runSession } from "./session.ts";

export interface RunOptions extends LimitOptions {
  readonly plan: readonly PlannedCase[];
  readonly labKind: LabKind;
  readonly openLab: (network: Network) => Promise<Lab>;
  /** Lab sessions side by side: exactly so many, or as the load allows. */
  readonly jobs: number | LabCount;
  /** Sessions are numbered on from here. Default: 0. */
  readonly sessionsBefore?: number;
  readonly controls: { readonly good: ControlCase; readonly bad: ControlCase } | null;
  readonly environment: Readonly<Record<string, string>>;
  /** What is recorded of cases beside their histories. Default: nothing. */
  readonly evidence?: EvidenceOptions | null;
  /** A limit on each case, in ms, from the start of its server on. Default: none. */
  readonly caseTimeoutMs?: number | null;
  readonly signal: AbortSignal;
  /** Why an implementation cannot run at all, by name, such as a build that failed. */
  readonly unusable: ReadonlyMap<string, string>;
  /** Where finished cases and sessions are written first. Default: nowhere. */
  readonly journal?: Journal | null;
  /** A case has ended; its result names the files that the journal has stored. */
  readonly onCase: (finished: FinishedCase) => void;
  readonly onSession: (session: SessionResult) => void;
  readonly onWaiting?: OnWaiting | undefined;
}

export interface RunOutcome {
  /** In the order of the plan; what was not run is missing. */
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  readonly interrupted: boolean;
  /** Why it ended before the end of its plan, if it did; null where nothing ended it. */
  readonly stopped: string | null;
  /** Why labs could not be opened, or null. */
  readonly labFailure: Error | null;
}

/**
 * Runs a plan in pooled labs.
 *
 * Ends early when the signal aborts or a limit is reached; what was measured by then is in the
 * outcome. A session whose controls misbehave turns its cases into *error*.
 */
export async function runPlan(options: RunOptions): Promise<RunOutcome> {
  const cases: CaseResult[] = [];
  const runnable = runnableOf(options, (finished) => cases.push(keepCase(finished, options)));
  const skip = (planned: PlannedCase, outcome: SkippedOutcome) => {
    cases.push(keepCase(emptyCase(planned, options, outcome), options));
  };
  const count = countFor(options.jobs, runnable.length);
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const limits = startLimits(options);
  const sessionsWanted = count.most;
  const queues = startQueues(runnable, { limits, signal, sessionsWanted }, skip);
  const sessions: SessionResult[] = [];
  const memory = startDriverMemory();
  let begun = options.sessionsBefore ?? 0;
  let endedBy: string | null = null;
  const runNext = async (queue: Queue, member: PoolMember) => {
    begun += 1;
    const session = begun;
    const result = await runSession({
      ...options,
      session,
      memory,
      network: queue.network,
      expectedCases: queue.share(),
      takeCase() {
        member.begun();
        return member.isSurplus() ? undefined : queue.take();
      },
      onFinished: (finished) => {
        limits.note(finished);
        queues.note(finished);
        cases.push(keepCase(finished, options));
      },
      onServerGone(reason) {
        ending.abort();
        endedBy ??= reason;
      },
    }).finally(() => {
      queue.leave();
      memory.leave(session);
    });
    sessions.push(result);
    keepSession(result, options);
    if (result.proof?.unproven != null) {
      queue.refuse(refusal(result, result.proof.unproven));
    }
  };
  using load = watchLoad();
  const pool = { count, idleShare: load.idleShare, hasWork: queues.hasWork };
  const attempts = await runPool(pool, async (member) => {
    while (!member.isSurplus()) {
      const queue = queues.next();
      if (queue === null) {
        break;
      }
      await runNext(queue, member);
    }
  });
  const failures = attempts.flatMap((settled) =>
    settled.status === "rejected" ? [settled.reason] : [],
  );
  return {
    cases: cases.map((result) => inSession(result, sessions)).sort(inOrderOfPlan),
    sessions: sessions.sort((a, b) => a.session - b.session),
    interrupted: isInterrupted(options.signal),
    stopped: whyStopped(options.signal, failures[0] ?? null) ?? endedBy ?? limits.reason(),
    labFailure: options.signal.aborted ? null : (failures[0] ?? null),
  };
}

/** @returns why a run ended early, unless one of its own limits ended it. */
export function whyStopped(signal: AbortSignal, labFailure: Error | null): string | null {
  return signal.aborted ? messageOf(signal.reason) : (labFailure?.message ?? null);
}

type Keeping = Pick<RunOptions, "journal" | "onCase" | "onSession">;

/** @returns the case as the journal has it. */
export function keepCase(finished: FinishedCase, { journal, onCase }: Keeping): CaseResult {
  const result = journal?.appendCase(finished) ?? finished.result;
  onCase({ ...finished, result });
  return result;
}

export function keepSession(session: SessionResult, { journal, onSession }: Keeping): void {
  journal?.append({ type: "session", ...session });
  onSession(session);
}

function countFor(jobs: number | LabCount, cases: number): LabCount {
  const { least, most } = typeof jobs === "number" ? { least: jobs, most: jobs } : jobs;
  return { least: Math.min(least, cases), most: Math.min(most, cases) };
}

/** A link that could not even be measured because the reference misbehaved is our own trouble. */
function refusal({ broken }: SessionResult, unproven: string): SkippedOutcome {
  return broken === null
    ? { verdict: "inconclusive", reason: unproven }
    : { verdict: "error", reason: broken };
}

/**
 * @param keep called with the verdict of each case that cannot be run.
 * @returns the other cases.
 */
export function runnableOf(
  options: Pick<RunOptions, "plan" | "unusable" | "labKind">,
  keep: (finished: FinishedCase) => void,
): readonly PlannedCase[] {
  return options.plan.filter((planned) => {
    const finished = withoutRunning(planned, options);
    if (finished !== null) {
      keep(finished);
    }
    return finished === null;
  });
}

/** @returns a verdict for what cannot be run, or null. */
function withoutRunning(
  planned: PlannedCase,
  options: Pick<RunOptions, "unusable" | "labKind">,
): FinishedCase | null {
  if (planned.unsupported !== null) {
    return emptyCase(planned, options, { verdict: "unsupported", reason: planned.unsupported });
  }
  const unusable = options.unusable.get(planned.implementation.name);
  return unusable === undefined
    ? null
    : emptyCase(planned, options, { verdict: "inconclusive", reason: unusable });
}

export function emptyCase(
  planned: PlannedCase,
  options: Pick<RunOptions, "labKind">,
  outcome: Pick<CaseResult, "verdict" | "reason">,
): FinishedCase {
  return {
    history: null,
    result: {
      index: planned.index,
      implementation: planned.implementation.name,
      scenario: planned.scenario.id,
      network: planned.network.name,
      lab: options.labKind,
      kernel: "",
      congestionControl: "",
      session: null,
      repetition: planned.repetition,
      attempt: planned.attempt,
      seed: planned.seed,
      ...outcome,
      unclaimed: planned.unclaimed,
      fate: null,
      checks: [],
      stimulus: [],
      durationMs: 0,
      demandedWaitMs: 0,
      history: null,
      evidence: null,
    },
  };
}
