import type { Lab, LabKind } from "../lab/lab.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { demandedPauseMs } from "../scenario/demanded-pause.ts";
import type { CaseResult, FinishedCase, SessionResult } from "./case-result.ts";
import { type ControlCase, runSession } from "./session.ts";

export interface RunOptions {
  readonly plan: readonly PlannedCase[];
  readonly labKind: LabKind;
  readonly openLab: () => Promise<Lab>;
  /** Lab sessions side by side. */
  readonly jobs: number;
  readonly controls: { readonly good: ControlCase; readonly bad: ControlCase } | null;
  readonly environment: Readonly<Record<string, string>>;
  /** Stop after the first failed case. */
  readonly bail: boolean;
  readonly signal: AbortSignal;
  /** Why an implementation cannot run at all, by name, such as a build that failed. */
  readonly unusable: ReadonlyMap<string, string>;
  readonly onCase: (finished: FinishedCase) => CaseResult;
  readonly onSession: (session: SessionResult) => void;
}

export interface RunOutcome {
  /** In the order of the plan; what was not run is missing. */
  readonly cases: readonly CaseResult[];
  readonly sessions: readonly SessionResult[];
  readonly interrupted: boolean;
  /** Why labs could not be opened, or null. */
  readonly labFailure: Error | null;
}

/**
 * Runs a plan in pooled labs.
 *
 * Ends early when the signal aborts or `bail` strikes; what was measured by then is in the
 * outcome. A session whose controls misbehave turns its cases into *error*.
 */
export async function runPlan(options: RunOptions): Promise<RunOutcome> {
  const cases: CaseResult[] = [];
  const runnable = options.plan.filter((planned) => {
    const finished = withoutRunning(planned, options);
    if (finished !== null) {
      cases.push(options.onCase(finished));
    }
    return finished === null;
  });
  const queue = startQueue([...runnable].sort(longestFirst), options, (planned, reason) => {
    const outcome = { verdict: "inconclusive", reason } as const;
    cases.push(options.onCase(emptyCase(planned, options, outcome)));
  });
  const jobs = Math.min(options.jobs, runnable.length);
  const attempts = await Promise.allSettled(
    Array.from({ length: jobs }, async (_, index) => {
      const result = await runSession({
        ...options,
        session: index + 1,
        expectedCases: runnable.length / jobs,
        takeCase: queue.take,
        onFinished: (finished) => {
          queue.note(finished);
          cases.push(options.onCase(finished));
        },
      });
      options.onSession(result);
      return result;
    }),
  );
  const sessions = attempts.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const failures = attempts.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  return {
    cases: cases.map((one) => inSession(one, sessions)).sort((a, b) => a.index - b.index),
    sessions,
    interrupted: options.signal.aborted,
    labFailure: options.signal.aborted ? null : (failures[0] ?? null),
  };
}

/** @returns the case as it counts: *error* when its session's controls misbehaved. */
function inSession(result: CaseResult, sessions: readonly SessionResult[]): CaseResult {
  const session = sessions.find((one) => one.session === result.session);
  return session?.broken == null ? result : { ...result, verdict: "error", reason: session.broken };
}

/** @returns a verdict for what cannot be run, or null. */
function withoutRunning(planned: PlannedCase, options: RunOptions): FinishedCase | null {
  if (planned.unsupported !== null) {
    return emptyCase(planned, options, { verdict: "unsupported", reason: planned.unsupported });
  }
  const unusable = options.unusable.get(planned.implementation.name);
  return unusable === undefined
    ? null
    : emptyCase(planned, options, { verdict: "inconclusive", reason: unusable });
}

function emptyCase(
  planned: PlannedCase,
  options: RunOptions,
  outcome: Pick<CaseResult, "verdict" | "reason">,
): FinishedCase {
  return {
    history: null,
    result: {
      index: planned.index,
      implementation: planned.implementation.name,
      scenario: planned.scenario.id,
      network: planned.network,
      lab: options.labKind,
      kernel: "",
      congestionControl: "",
      session: null,
      repetition: planned.repetition,
      seed: planned.seed,
      ...outcome,
      ...{ fate: null, checks: [], stimulus: [], durationMs: 0, demandedWaitMs: 0, history: null },
    },
  };
}

/** What demands the longest waits begins first, so that nobody waits for it in the end. */
function longestFirst(one: PlannedCase, other: PlannedCase): number {
  return demandedPauseMs(other.scenario.steps) - demandedPauseMs(one.scenario.steps);
}

interface Queue {
  readonly take: () => PlannedCase | undefined;
  /** Takes notice of a result, which may end the queue. */
  readonly note: (finished: FinishedCase) => void;
}

/**
 * @param skip is told of cases that are not worth trying: their implementation did not start once,
 * and each further try would cost its whole ready timeout.
 */
function startQueue(
  runnable: readonly PlannedCase[],
  options: RunOptions,
  skip: (planned: PlannedCase, reason: string) => void,
): Queue {
  let next = 0;
  let bailed = false;
  const started = new Set<string>();
  const hopeless = new Map<string, string>();
  return {
    take() {
      while (!bailed && !options.signal.aborted) {
        const planned = runnable[next];
        next += 1;
        const reason = planned && hopeless.get(planned.implementation.name);
        if (planned === undefined || reason === undefined) {
          return planned;
        }
        skip(planned, reason);
      }
      return undefined;
    },
    note({ result, history }) {
      const { implementation, verdict, reason } = result;
      if (history !== null) {
        started.add(implementation);
      } else if (verdict === "inconclusive" && !started.has(implementation)) {
        hopeless.set(implementation, reason ?? "it did not start");
      }
      bailed ||= options.bail && verdict === "fail";
    },
  };
}
