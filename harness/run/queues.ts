import type { CaseResult, FinishedCase } from "../journal/case-result.ts";
import type { LabNeeds } from "../lab/lab.ts";
import type { Network } from "../network/network.ts";
import { needsOf } from "../plan/lab-needs.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { Limits } from "./limits.ts";
import { orderCases } from "./ordered-cases.ts";
import { type CaseGroup, startTurns, type Turns } from "./turns.ts";

/** The result of a case that is not worth trying. */
export type SkippedOutcome = Pick<CaseResult, "verdict" | "reason">;

/** The cases of one network and one kind of lab, which any number of sessions take from. */
export interface Queue {
  readonly network: Network;
  readonly needs: LabNeeds;
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
  /** Records a result, which may end the queues. */
  note(finished: FinishedCase): void;
}

export interface QueueOptions {
  /** Sessions that are expected to run side by side, of all networks. Default: 1. */
  readonly sessionsWanted?: number;
  /** Whether cases are taken in the order of the plan. Default: in the order that takes least time. */
  readonly inOrder?: boolean;
  /** Ends the queues; it has counted a case before {@link Queues.note} is called with it. */
  readonly limits: Pick<Limits, "whyOver" | "whyWedged" | "hasAnswered">;
  readonly signal: AbortSignal;
}

/**
 * A session opens its lab for one network, with a host for a proxy's upstream or without, so the cases
 * of each such lab wait in a queue of their own.
 *
 * @param skip is reported cases that are not worth trying: their implementation did not start once,
 * and each further try would cost its whole ready timeout; or their link could not be proved.
 */
export function startQueues(
  runnable: readonly PlannedCase[],
  options: QueueOptions,
  skip: (planned: PlannedCase, outcome: SkippedOutcome) => void,
): Queues {
  const { limits, signal, sessionsWanted = 1 } = options;
  const groups = groupByLab(runnable, options.inOrder ?? false);
  const turns = startTurns(groups, limits);
  const starts = recordStarts();
  const stopped = () => limits.whyOver() !== null || signal.aborted;
  const sessionsEach = sessionsWanted / groups.length;
  return {
    hasWork: () => !stopped() && groups.some(turns.hasCase),
    next() {
      const [neediest] = groups
        .filter(turns.hasCase)
        .sort((a, b) => a.sessions - b.sessions || b.cases.size() - a.cases.size());
      return neediest === undefined || stopped()
        ? null
        : join(neediest, { turns, starts, stopped, sessionsEach, skip });
    },
    note(finished) {
      const { index, implementation } = finished.result;
      turns.end(index);
      starts.note(finished);
      if (limits.whyWedged(implementation) !== null) {
        for (const { cases } of groups) {
          cases.drop(implementation);
        }
      }
    },
  };
}

/**
 * In the order of the plan, each repetition is a session of its own: a link that turns out not to have
 * been what it is called costs that repetition, and not all of a network.
 */
function groupByLab(cases: readonly PlannedCase[], inOrder: boolean): readonly CaseGroup[] {
  const groups = Map.groupBy(cases, (planned) =>
    JSON.stringify([
      ...(inOrder ? [planned.repetition] : []),
      planned.network.name,
      needsOf(planned),
    ]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined
      ? []
      : [
          {
            network: first.network,
            needs: needsOf(first),
            cases: orderCases(group, inOrder),
            sessions: 0,
          },
        ];
  });
}

interface JoinOptions {
  readonly turns: Turns;
  readonly starts: Starts;
  readonly stopped: () => boolean;
  /** Sessions that are expected to run side by side, of each network. */
  readonly sessionsEach: number;
  readonly skip: (planned: PlannedCase, outcome: SkippedOutcome) => void;
}

/** Adds a session to those that take cases from a group. */
function join(
  group: CaseGroup,
  { turns, starts, stopped, sessionsEach, skip }: JoinOptions,
): Queue {
  group.sessions += 1;
  return {
    network: group.network,
    needs: group.needs,
    share: () => group.cases.size() / Math.max(group.sessions, sessionsEach),
    take() {
      while (!stopped()) {
        const planned = turns.take(group);
        const reason = planned && starts.whyHopeless(planned.implementation.name);
        if (planned === undefined || reason == null) {
          return planned;
        }
        turns.end(planned.index);
        skip(planned, { verdict: "inconclusive", reason });
      }
      return undefined;
    },
    refuse(outcome) {
      for (const planned of group.cases.takeAll()) {
        skip(planned, outcome);
      }
    },
    leave() {
      group.sessions -= 1;
    },
  };
}

/** Records which implementations have started in this run. */
interface Starts {
  note(finished: FinishedCase): void;
  /** Why a further try is not worth its whole ready timeout; null while it is. */
  whyHopeless(implementation: string): string | null;
}

function recordStarts(): Starts {
  const started = new Set<string>();
  const hopeless = new Map<string, string>();
  return {
    note({ result, history, overran = false }) {
      const { implementation, verdict, reason } = result;
      if (history !== null || overran) {
        started.add(implementation);
      } else if (verdict === "inconclusive" && !started.has(implementation)) {
        hopeless.set(implementation, reason ?? "it did not start");
      }
    },
    whyHopeless: (implementation) => hopeless.get(implementation) ?? null,
  };
}
