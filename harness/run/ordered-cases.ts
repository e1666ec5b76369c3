import { waitOf } from "../plan/expected-wait.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { type CaseKind, type KindCounts, kindOf, mapKinds } from "./case-kinds.ts";

/** Cases that wait for their turn; of each kind, the one with the longest waits comes first. */
export interface OrderedCases {
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

/**
 * @param inOrder keeps the order of the plan: all are taken as cases that measure time, which run alone,
 * with one session.
 */
export function orderCases(cases: readonly PlannedCase[], inOrder: boolean): OrderedCases {
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
