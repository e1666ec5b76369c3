import type { CaseResult, FinishedCase } from "../journal/case-result.ts";
import { type Network, roundTripMs } from "../network/network.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { keepsBusy, measuresTime } from "../scenario/busy.ts";
import { expectedWaitMs } from "../scenario/expected-wait.ts";

/** What becomes of a case that is not worth trying. */
export type SkippedOutcome = Pick<CaseResult, "verdict" | "reason">;

/** The cases of one network, which any number of sessions take from. */
export interface Queue {
  readonly network: Network;
  /** How many cases a session that joins now can expect. */
  share(): number;
  take(): PlannedCase | undefined;
  /** Skips all that is left. */
  refuse(outcome: SkippedOutcome): void;
  /** The session is over. */
  leave(): void;
}

export interface Queues {
  /** Whether a session that joins now would find a case. */
  hasWork(): boolean;
  /** Joins the queue that needs it most; null when nothing is left. */
  next(): Queue | null;
  /** Takes notice of a result, which may end the queues. */
  note(finished: FinishedCase): void;
}

export interface QueueOptions {
  /** Sessions that are expected to run side by side, of all networks. Default: 1. */
  readonly sessionsWanted?: number;
  /** Stop after the first failed case. */
  readonly bail: boolean;
  readonly signal: AbortSignal;
}

/** So many cases that measure time run side by side, and when there are no others: labs enough for two processors. */
const timedAtOnce = 2;

/**
 * A session opens its lab for one network, so the cases of each network wait in a queue of their
 * own.
 *
 * @param skip is told of cases that are not worth trying: their implementation did not start once,
 * and each further try would cost its whole ready timeout; or their link could not be proved.
 */
export function startQueues(
  runnable: readonly PlannedCase[],
  options: QueueOptions,
  skip: (planned: PlannedCase, outcome: SkippedOutcome) => void,
): Queues {
  let bailed = false;
  const started = new Set<string>();
  const hopeless = new Map<string, string>();
  const groups = Map.groupBy(runnable, ({ network }) => network.name);
  const waiting = [...groups.values()].map((cases) => ({
    cases: [...cases].sort(longestFirst),
    sessions: 0,
  }));
  const sessionsEach = (options.sessionsWanted ?? 1) / waiting.length;
  const stopped = () => bailed || options.signal.aborted;

  // Indexes of cases that run now, and keep processors busy or measure time.
  const busy = new Set<number>();
  const timed = new Set<number>();
  /** Which case comes next: -1 where those that are left have to wait for others to end. */
  const findNext = (cases: readonly PlannedCase[]) => {
    const untimed = cases.findIndex(
      ({ scenario }) => !measuresTime(scenario) && (busy.size === 0 || !keepsBusy(scenario)),
    );
    const any = untimed >= 0 ? untimed : cases.findIndex(({ scenario }) => !measuresTime(scenario));
    return any >= 0 || timed.size >= timedAtOnce ? any : Math.min(0, cases.length - 1);
  };
  const takeFrom = (cases: PlannedCase[]) => {
    const next = findNext(cases);
    const [planned] = next < 0 ? [] : cases.splice(next, 1);
    if (planned !== undefined && keepsBusy(planned.scenario)) {
      busy.add(planned.index);
    }
    if (planned !== undefined && measuresTime(planned.scenario)) {
      timed.add(planned.index);
    }
    return planned;
  };
  const forget = (index: number) => {
    busy.delete(index);
    timed.delete(index);
  };

  const join = (group: (typeof waiting)[number], network: Network): Queue => {
    group.sessions += 1;
    return {
      network,
      share: () => group.cases.length / Math.max(group.sessions, sessionsEach),
      take() {
        while (!stopped()) {
          const planned = takeFrom(group.cases);
          const reason = planned && hopeless.get(planned.implementation.name);
          if (planned === undefined || reason === undefined) {
            return planned;
          }
          forget(planned.index);
          skip(planned, { verdict: "inconclusive", reason });
        }
        return undefined;
      },
      refuse(outcome) {
        for (const planned of group.cases.splice(0)) {
          skip(planned, outcome);
        }
      },
      leave() {
        group.sessions -= 1;
      },
    };
  };

  return {
    hasWork: () => !stopped() && waiting.some(({ cases }) => findNext(cases) >= 0),
    next() {
      const left = waiting.filter(({ cases }) => findNext(cases) >= 0);
      const [neediest] = left.sort(
        (a, b) => a.sessions - b.sessions || b.cases.length - a.cases.length,
      );
      const network = neediest?.cases[0]?.network;
      return neediest === undefined || network === undefined || stopped()
        ? null
        : join(neediest, network);
    },
    note({ result, history }) {
      const { implementation, verdict, reason } = result;
      forget(result.index);
      if (history !== null) {
        started.add(implementation);
      } else if (verdict === "inconclusive" && !started.has(implementation)) {
        hopeless.set(implementation, reason ?? "it did not start");
      }
      bailed ||= options.bail && verdict === "fail";
    },
  };
}

/** What demands the longest waits begins first, so that nobody waits for it in the end. */
function longestFirst(one: PlannedCase, other: PlannedCase): number {
  return waitOf(other) - waitOf(one);
}

function waitOf({ scenario, implementation, network }: PlannedCase): number {
  return expectedWaitMs(scenario.steps, {
    roundTripMs: roundTripMs(network),
    keepAliveMs: implementation.keepAliveMs ?? 0,
    maxFrameBytes: implementation.maxFrameBytes,
  });
}
