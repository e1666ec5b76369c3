import type { CaseResult, FinishedCase } from "../journal/case-result.ts";
import type { Network } from "../network/network.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { type CaseKind, type KindCounts, kindOf, nextKind, waitOf } from "./case-kinds.ts";
import type { Limits } from "./limits.ts";

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
  /** Whether cases are taken in the order of the plan, one at a time. Default: in the best order. */
  readonly inOrder?: boolean;
  /** What ends the queues; it has counted a case before {@link Queues.note} is called with it. */
  readonly limits: Pick<Limits, "whyOver" | "whyWedged" | "hasAnswered">;
  readonly signal: AbortSignal;
}

/**
 * A session opens its lab for one network, so the cases of each network wait in a queue of their
 * own.
 *
 * @param skip is reported cases that are not worth trying: their implementation did not start once,
 * and each further try would cost its whole ready timeout; or their link could not be proved.
 */
export function startQueues(
  runnable: readonly PlannedCase[],
  options: QueueOptions,
  skip: (planned: PlannedCase, outcome: SkippedOutcome) => void,
): Queues {
  const started = new Set<string>();
  const hopeless = new Map<string, string>();
  const groups = Map.groupBy(runnable, ({ network }) => network.name);
  const waiting = [...groups.values()].map((cases) => ({
    network: cases[0]?.network,
    cases: orderCases(cases, options.inOrder ?? false),
    sessions: 0,
  }));
  const sessionsEach = (options.sessionsWanted ?? 1) / waiting.length;
  const stopped = () => options.limits.whyOver() !== null || options.signal.aborted;

  const running = new Map<number, CaseKind>();
  const kindFor = ({ left }: OrderedCases) => {
    const sessions = waiting.reduce((sum, group) => sum + group.sessions, 0);
    return nextKind(left(), countKinds([...running.values()]), sessions);
  };
  const isUnknown = ({ implementation }: PlannedCase) =>
    !options.limits.hasAnswered(implementation.name);
  const takeFrom = (cases: OrderedCases) => {
    const first = cases.takeFirst(isUnknown);
    const kind = first === undefined ? kindFor(cases) : "brief";
    const planned = first ?? (kind === null ? undefined : cases.take(kind));
    if (kind !== null && planned !== undefined) {
      running.set(planned.index, kind);
    }
    return planned;
  };

  const join = (group: (typeof waiting)[number], network: Network): Queue => {
    group.sessions += 1;
    return {
      network,
      share: () => group.cases.size() / Math.max(group.sessions, sessionsEach),
      take() {
        while (!stopped()) {
          const planned = takeFrom(group.cases);
          const reason = planned && hopeless.get(planned.implementation.name);
          if (planned === undefined || reason === undefined) {
            return planned;
          }
          running.delete(planned.index);
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
  };

  return {
    hasWork: () => !stopped() && waiting.some(({ cases }) => kindFor(cases) !== null),
    next() {
      const left = waiting.filter(({ cases }) => kindFor(cases) !== null);
      const [neediest] = left.sort(
        (a, b) => a.sessions - b.sessions || b.cases.size() - a.cases.size(),
      );
      const network = neediest?.network;
      return neediest === undefined || network === undefined || stopped()
        ? null
        : join(neediest, network);
    },
    note({ result, history, overran = false }) {
      const { implementation, verdict, reason } = result;
      running.delete(result.index);
      if (history !== null || overran) {
        started.add(implementation);
      } else if (verdict === "inconclusive" && !started.has(implementation)) {
        hopeless.set(implementation, reason ?? "it did not start");
      }
      if (options.limits.whyWedged(implementation) !== null) {
        for (const { cases } of waiting) {
          cases.drop(implementation);
        }
      }
    },
  };
}

/** Cases that wait for their turn; of each kind, the one with the longest waits comes first. */
interface OrderedCases {
  left(): KindCounts;
  size(): number;
  take(kind: CaseKind): PlannedCase | undefined;
  /**
   * Takes the briefest of such cases, if one is brief: the first of an implementation shows whether
   * it answers at all, and each of the others would wait for that as long as it can.
   */
  takeFirst(isWanted: (planned: PlannedCase) => boolean): PlannedCase | undefined;
  takeAll(): readonly PlannedCase[];
  /** Removes those of an implementation. */
  drop(implementation: string): void;
}

function orderCases(cases: readonly PlannedCase[], inOrder: boolean): OrderedCases {
  const lists: Record<CaseKind, PlannedCase[]> = {
    timed: [],
    busy: [],
    resting: [],
    pausing: [],
    brief: [],
  };
  const longestLast = cases
    .map((planned, place) => ({ planned, place, waitMs: inOrder ? 0 : waitOf(planned) }))
    .sort((a, b) => a.waitMs - b.waitMs || b.place - a.place);
  for (const { planned } of longestLast) {
    lists[inOrder ? "timed" : kindOf(planned)].push(planned);
  }
  const all = Object.values(lists);
  return {
    left: () => mapKinds((kind) => lists[kind].length),
    size: () => all.reduce((sum, list) => sum + list.length, 0),
    take: (kind) => lists[kind].pop(),
    takeFirst(isWanted) {
      const { brief } = lists;
      const wanted = brief.filter(isWanted);
      const [first] = wanted.sort((a, b) => waitOf(a) - waitOf(b) || a.index - b.index);
      if (first !== undefined) {
        brief.splice(brief.indexOf(first), 1);
      }
      return first;
    },
    takeAll: () => all.flatMap((list) => list.splice(0)).sort((a, b) => a.index - b.index),
    drop(implementation) {
      for (const list of all) {
        const others = list.filter((planned) => planned.implementation.name !== implementation);
        list.splice(0, list.length, ...others);
      }
    },
  };
}

function countKinds(kinds: readonly CaseKind[]): KindCounts {
  return mapKinds((kind) => kinds.filter((other) => other === kind).length);
}

function mapKinds(count: (kind: CaseKind) => number): KindCounts {
  return {
    timed: count("timed"),
    busy: count("busy"),
    resting: count("resting"),
    pausing: count("pausing"),
    brief: count("brief"),
  };
}
