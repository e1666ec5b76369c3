import type { CaseResult } from "../../journal/case-result.ts";
import { withoutMeasures } from "../../verdict/baseline/observed.ts";
import { isFlaky, tallyOf } from "../../verdict/gate/flaky.ts";

/** What a scenario comes to with one implementation on one network, over repetitions and attempts. */
export type SituationVerdict =
  | "pass"
  | "pass-should"
  | "flaky"
  | "fail"
  | "inconclusive"
  | "error"
  | "unsupported";

export interface SituationState {
  readonly verdict: SituationVerdict;
  /** Of how many that passed or failed how many passed. */
  readonly passed: number;
  readonly judged: number;
  /** Why it is not simply a pass. */
  readonly reasons: readonly Reason[];
}

export interface Reason {
  /** The check that failed, with its level; null where a whole case has no verdict. */
  readonly check: string | null;
  readonly level: "MUST" | "SHOULD" | null;
  readonly observed: string;
}

/** @param cases of one implementation, scenario and network; one at least. */
export function stateOf(cases: readonly CaseResult[]): SituationState {
  const tally = tallyOf(cases);
  const verdict = verdictOf(cases, tally);
  return { verdict, ...tally, reasons: reasonsOf(cases, verdict) };
}

function verdictOf(
  cases: readonly CaseResult[],
  tally: Pick<SituationState, "passed" | "judged">,
): SituationVerdict {
  if (tally.judged === 0) {
    const undecided = (["error", "inconclusive"] as const).find((verdict) =>
      cases.some((one) => one.verdict === verdict),
    );
    return undecided ?? "unsupported";
  }
  if (isFlaky(tally)) {
    return "flaky";
  }
  if (tally.passed === 0) {
    return "fail";
  }
  return judgedChecks(cases).some(({ status }) => status === "fail") ? "pass-should" : "pass";
}

/** What a case without a verdict says of its checks does not count. */
function judgedChecks(cases: readonly CaseResult[]) {
  return cases
    .filter(({ verdict }) => verdict === "pass" || verdict === "fail")
    .flatMap(({ checks }) => checks);
}

function reasonsOf(cases: readonly CaseResult[], verdict: SituationVerdict): readonly Reason[] {
  const found: readonly Reason[] =
    verdict === "inconclusive" || verdict === "error" || verdict === "unsupported"
      ? cases.flatMap((one) =>
          one.reason === null ? [] : [{ check: null, level: null, observed: one.reason }],
        )
      : judgedChecks(cases)
          .filter(({ status }) => status === "fail")
          .map(({ id, level, observed }) => ({ check: id, level, observed }));
  return [...new Map(found.map((reason) => [keyOf(reason), reason])).values()];
}

/** The same for what differs in times and amounts only. */
export function keyOf({ check, observed }: Reason): string {
  return `${check}\n${withoutMeasures(observed)}`;
}
