import { labKinds } from "../lab/lab.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { deriveSeed } from "../protocol/random.ts";
import type { CaseResult } from "./case-result.ts";
import type { PlannedSituation, RunHeader } from "./header.ts";
import { inOrderOfPlan } from "./plan-order.ts";
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

/** @returns the plan as headers list it: one entry for all implementations in one situation. */
export function listPlan(plan: readonly PlannedCase[]): readonly PlannedSituation[] {
  const situations: (PlannedSituation & { implementations: string[] })[] = [];
  for (const { scenario, network, repetition, implementation } of plan) {
    const last = situations.at(-1);
    const isSame =
      last?.scenario === scenario.id &&
      last.network === network.name &&
      last.repetition === repetition;
    if (isSame) {
      last.implementations.push(implementation.name);
    } else {
      const names = { scenario: scenario.id, network: network.name, repetition };
      situations.push({ ...names, implementations: [implementation.name] });
    }
  }
  return situations;
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
  const known = new Set(cases.map(({ index }) => index));
  const isOwn = isOwnCase(header);
  const why = whyNotRun(header, reason);
  const planned = (header.planned ?? []).flatMap(({ implementations, ...situation }) =>
    implementations.map((implementation) => ({ implementation, ...situation })),
  );
  return planned.flatMap((names, index): readonly NotRunCase[] =>
    known.has(index) || !isOwn(index)
      ? []
      : [
          {
            index,
            implementation: names.implementation,
            scenario: names.scenario,
            network: names.network,
            repetition: names.repetition,
            seed: deriveSeed(header.seed, names.scenario, names.repetition),
            reason: `not run: ${why(index)}`,
            ...withoutResult,
            lab,
          },
        ],
  );
}

/** The last keys of a result that nothing was measured for. */
export const nothingMeasured = {
  fate: null,
  checks: [],
  stimulus: [],
  durationMs: 0,
  demandedWaitMs: 0,
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
  return [...run.cases, ...run.notRun].sort(inOrderOfPlan);
}

/** @returns how many cases of the plan have no result; 0 where an older header does not count them. */
export function missingCases(
  header: Pick<RunHeader, "plan" | "shard">,
  cases: readonly Pick<CaseResult, "index">[],
): number {
  const ran = new Set(cases.map(({ index }) => index)).size;
  return Math.max(0, ownCaseCount(header) - ran);
}
