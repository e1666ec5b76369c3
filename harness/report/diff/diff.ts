import type { CaseResult } from "../../journal/case-result.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import { situationOf } from "../../verdict/gate/flaky.ts";
import { type HeaderDifference, headerDifferences } from "./header.ts";
import { keyOf, type SituationState, type SituationVerdict, stateOf } from "./state.ts";

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

export interface SituationDifference {
  readonly change: Change;
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
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
export function diffRuns(before: StoredRun, after: StoredRun): RunDiff {
  const earlier = Map.groupBy(before.cases, situationOf);
  const later = Map.groupBy(after.cases, situationOf);
  const compared = [...later].map(([key, cases]) => compare(earlier.get(key) ?? [], cases));
  const gone = [...earlier].flatMap(([key, cases]) => (later.has(key) ? [] : [compare(cases, [])]));
  const planned = new Set([...before.notRun, ...after.notRun].map(situationOf));
  const all = [...compared, ...gone].map((found) => withoutRun(found, planned));
  return {
    header: headerDifferences(before, after),
    situations: all.flatMap(({ change, ...rest }) =>
      change === null ? [] : [{ change, ...rest }],
    ),
    same: all.filter(({ change }) => change === null).length,
  };
}

type Compared = Omit<SituationDifference, "change"> & { readonly change: Change | null };

function compare(before: readonly CaseResult[], after: readonly CaseResult[]): Compared {
  const [any] = [...after, ...before];
  const { implementation = "", scenario = "", network = "" } = any ?? {};
  const states = {
    before: before.length === 0 ? null : stateOf(before),
    after: after.length === 0 ? null : stateOf(after),
  };
  return { implementation, scenario, network, ...states, change: changeOf(states) };
}

/** Cases that one run did not reach are neither new nor gone. */
function withoutRun(found: Compared, planned: ReadonlySet<string>): Compared {
  const isMissing = found.change === "new" || found.change === "gone";
  return isMissing && planned.has(situationOf(found)) ? { ...found, change: "not-run" } : found;
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
