import { labKinds } from "../lab/lab.ts";
import { deriveSeed } from "../protocol/random.ts";
import type { CaseResult } from "./case-result.ts";
import type { RunHeader } from "./header.ts";
import { inOrderOfPlan } from "./plan-order.ts";
import { indicesOf } from "./rows/indices.ts";
import { plannedNames } from "./rows/planned.ts";
import { whyNotRun } from "./shard/missing.ts";
import { isOwnCase, ownCaseCount } from "./shard/own-cases.ts";

/** A key that a stored line cannot have. */
const notRun = Symbol("not run");

/** A case of the plan that has no result, and why: it is undecided, and never a pass. */
export interface NotRunCase extends CaseResult {
  readonly verdict: "inconclusive";
  readonly reason: string;
  readonly [notRun]: true;
}

export function isNotRun(result: CaseResult): result is NotRunCase {
  return notRun in result;
}

/**
 * @param reason why they were not run.
 * @returns the cases of the plan that have no result; none where an older header has no list.
 */
export function notRunCases(
  header: RunHeader,
  cases: readonly Pick<CaseResult, "index">[],
  reason: string,
): readonly NotRunCase[] {
  const lab = labKinds.find((kind) => kind === header.lab) ?? "netns";
  const known = indicesOf(cases);
  const isOwn = isOwnCase(header);
  const why = whyNotRun(header, reason);
  const missing: NotRunCase[] = [];
  let index = 0;
  for (const names of plannedNames(header.planned ?? [])) {
    if (!known.has(index) && isOwn(index)) {
      missing.push({
        index,
        implementation: names.implementation,
        scenario: names.scenario,
        network: names.network,
        repetition: names.repetition,
        seed: deriveSeed(header.seed, names.scenario, names.repetition),
        reason: `not run: ${why(index)}`,
        ...withoutResult,
        lab,
      });
    }
    index += 1;
  }
  return missing;
}

/** The last keys of a result that nothing was measured for. */
export const nothingMeasured = {
  fate: null,
  checks: [],
  stimulus: [],
  durationMs: 0,
  demandedWaitMs: 0,
  processorMs: 0,
  history: null,
  evidence: null,
} as const;

const withoutResult = {
  [notRun]: true,
  verdict: "inconclusive",
  kernel: "",
  congestionControl: "",
  session: null,
  attempt: 1,
  unclaimed: false,
  ...nothingMeasured,
} as const;

/** @returns every case of the plan, in its order, whether it was run or not. */
export function allCases(run: {
  readonly cases: readonly CaseResult[];
  readonly notRun: readonly NotRunCase[];
}): readonly CaseResult[] {
  const { cases, notRun } = run;
  const inOrder = cases.every((result, at) => inOrderOfPlan(cases[at - 1] ?? result, result) <= 0);
  // A copy of a million takes memory, and every part of a report wants one.
  return notRun.length === 0 && inOrder ? cases : [...cases, ...notRun].sort(inOrderOfPlan);
}

/** @returns how many cases of the plan have no result; 0 where an older header does not count them. */
export function missingCases(
  header: Pick<RunHeader, "plan" | "shard">,
  cases: readonly Pick<CaseResult, "index">[],
): number {
  return Math.max(0, ownCaseCount(header) - indicesOf(cases).size);
}
