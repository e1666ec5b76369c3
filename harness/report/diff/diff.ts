import type { CaseResult } from "../../journal/case-result.ts";
import { namesOf } from "../../verdict/gate/flaky.ts";
import type { ComparedRun } from "./compared-run.ts";
import { type HeaderDifference, headerDifferences } from "./header.ts";
import { keyOf, type SituationState, type SituationVerdict } from "./state.ts";

/**
 * How two runs differ in one scenario: `other-share` is flaky in both, but not as often;
 * `other-reason` has the same verdict for another reason; `undecided` failed before and has no
 * verdict now; `not-run` was planned in both, and one of them ended before it was run.
 */
export type Change =
  | "worse"
  | "better"
  | "other-share"
  | "other-reason"
  | "undecided"
  | "not-run"
  | "new"
  | "gone";

export interface SituationDifference
  extends Pick<CaseResult, "implementation" | "scenario" | "network"> {
  readonly change: Change;
  /** Null when the situation is new, or was not run. */
  readonly before: SituationState | null;
  /** Null when the situation is gone, or was not run. */
  readonly after: SituationState | null;
}

export interface RunDiff {
  readonly header: readonly HeaderDifference[];
  /** In the order of the later run; situations that are gone come last. */
  readonly situations: readonly SituationDifference[];
  /** How many are unchanged. */
  readonly same: number;
}

/** Compares the results of two runs, scenario by scenario, over all repetitions and attempts. */
export function diffRuns(before: ComparedRun, after: ComparedRun): RunDiff {
  const situations: SituationDifference[] = [];
  const keys = new Set([...after.states.keys(), ...before.states.keys()]);
  for (const key of keys) {
    const states = {
      before: before.states.get(key) ?? null,
      after: after.states.get(key) ?? null,
    };
    const found = changeOf(states);
    if (found !== null) {
      const isPlanned = before.notRun.has(key) || after.notRun.has(key);
      const change = isPlanned ? withoutRun(found) : found;
      situations.push({ change, ...namesOf(key), ...states });
    }
  }
  return {
    header: headerDifferences(before.facts, after.facts),
    situations,
    same: keys.size - situations.length,
  };
}

/** Cases that were planned in one run, which did not reach them, are neither new nor gone. */
function withoutRun(change: Change): Change {
  return change === "new" || change === "gone" ? "not-run" : change;
}

/** Higher is better. Verdicts that decide nothing have no rank. */
const ranks: Readonly<Partial<Record<SituationVerdict, number>>> = {
  pass: 4,
  "pass-should": 3,
  flaky: 2,
  fail: 1,
};

function changeOf({ before, after }: Pick<SituationDifference, "before" | "after">): Change | null {
  if (before === null || after === null) {
    return before === null ? "new" : "gone";
  }
  const rankBefore = ranks[before.verdict];
  const rankAfter = ranks[after.verdict];
  if (rankBefore === undefined || rankAfter === undefined) {
    return changeOfUndecided(before, after);
  }
  if (rankBefore !== rankAfter) {
    return rankAfter < rankBefore ? "worse" : "better";
  }
  return changeOfChecks(before, after) ?? changeOfShare(before, after);
}

/** Losing a pass is worse, and so is a first failure where there was no verdict. */
function changeOfUndecided(before: SituationState, after: SituationState): Change | null {
  const rankBefore = ranks[before.verdict];
  const rankAfter = ranks[after.verdict];
  if (rankBefore === undefined && rankAfter === undefined) {
    return before.verdict === after.verdict && sameReasons(before, after) ? null : "other-reason";
  }
  if (rankAfter === undefined) {
    return before.verdict === "fail" ? "undecided" : "worse";
  }
  return after.verdict === "fail" || after.verdict === "flaky" ? "worse" : "better";
}

/** Only new failing checks: worse. Only fixed ones: better. Both: another reason. */
function changeOfChecks(before: SituationState, after: SituationState): Change | null {
  const ids = ({ reasons }: SituationState) => reasons.map(({ check }) => check);
  const gained = lacksAny(ids(before), ids(after));
  const lost = lacksAny(ids(after), ids(before));
  if (gained !== lost) {
    return gained ? "worse" : "better";
  }
  return sameReasons(before, after) ? null : "other-reason";
}

function changeOfShare(before: SituationState, after: SituationState): Change | null {
  const isSame = before.passed * after.judged === after.passed * before.judged;
  return after.verdict === "flaky" && !isSame ? "other-share" : null;
}

function sameReasons(before: SituationState, after: SituationState): boolean {
  const keys = ({ reasons }: SituationState) => reasons.map(keyOf);
  return !lacksAny(keys(before), keys(after)) && !lacksAny(keys(after), keys(before));
}

/** @returns whether any of `wanted` is missing from `present`. */
function lacksAny<T>(present: readonly T[], wanted: readonly T[]): boolean {
  return wanted.some((item) => !present.includes(item));
}
