import type { LabNeeds } from "../lab/lab.ts";
import type { Network } from "../network/network.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { type CaseKind, countKinds, nextKind } from "./case-kinds.ts";
import type { Limits } from "./limits.ts";
import type { OrderedCases } from "./ordered-cases.ts";

/** The cases of one network that wait, and how many sessions take from them. */
export interface CaseGroup {
  readonly network: Network;
  readonly needs: LabNeeds;
  readonly cases: OrderedCases;
  sessions: number;
}

/** Chooses which case runs next, by the kinds of those that run. */
export interface Turns {
  /** Whether a case of the group may run now. */
  hasCase(group: CaseGroup): boolean;
  take(group: CaseGroup): PlannedCase | undefined;
  /** The case with this index no longer runs. */
  end(index: number): void;
}

export function startTurns(
  groups: readonly CaseGroup[],
  { hasAnswered }: Pick<Limits, "hasAnswered">,
): Turns {
  const running = new Map<number, CaseKind>();
  const kindFor = ({ cases }: CaseGroup) => {
    const sessions = groups.reduce((sum, group) => sum + group.sessions, 0);
    return nextKind(cases.left(), countKinds([...running.values()]), sessions);
  };
  const isUnknown = ({ implementation }: PlannedCase) => !hasAnswered(implementation.name);
  return {
    hasCase: (group) => kindFor(group) !== null,
    take(group) {
      const first = group.cases.takeFirst(isUnknown);
      const kind = first === undefined ? kindFor(group) : "brief";
      const planned = first ?? (kind === null ? undefined : group.cases.take(kind));
      if (kind !== null && planned !== undefined) {
        running.set(planned.index, kind);
      }
      return planned;
    },
    end: (index) => void running.delete(index),
  };
}
