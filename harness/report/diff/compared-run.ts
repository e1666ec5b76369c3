import type { StoredRun } from "../../journal/read-run.ts";
import { situationOf } from "../../verdict/gate/flaky.ts";
import { factsOf } from "./header.ts";
import { type SituationState, stateOf } from "./state.ts";

/** What is compared of a run. Of a million cases it is a fraction of the run, which need not be kept. */
export interface ComparedRun {
  readonly folder: string;
  readonly runId: string;
  readonly startedAt: string;
  readonly interrupted: boolean;
  readonly caseCount: number;
  readonly facts: ReadonlyMap<string, string>;
  /** By {@link situationOf}, in the order of the run. */
  readonly states: ReadonlyMap<string, SituationState>;
  /** Situations that it has planned and not reached. */
  readonly notRun: ReadonlySet<string>;
}

export function comparedRun(run: StoredRun): ComparedRun {
  const { folder, header, cases, notRun, interrupted } = run;
  const { runId, startedAt } = header;
  const states = new Map<string, SituationState>();
  for (const [key, own] of Map.groupBy(cases, situationOf)) {
    states.set(key, stateOf(own));
  }
  return {
    folder,
    runId,
    startedAt,
    interrupted,
    caseCount: cases.length,
    facts: factsOf(run),
    states,
    notRun: new Set(notRun.map(situationOf)),
  };
}
