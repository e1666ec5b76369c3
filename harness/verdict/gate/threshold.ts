import { type AttemptedCase, situationOf } from "./flaky.ts";
import { type GateRules, gatedVerdict, type Threshold } from "./rules.ts";

/** One scenario's result with one implementation on one network. */
export interface ThresholdResult {
  readonly threshold: Threshold;
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
  readonly passed: number;
  /** Repetitions that ran: passed, failed, or undecided. */
  readonly ran: number;
  /** `undecided` if it depends on repetitions without a verdict. */
  readonly state: "met" | "missed" | "undecided";
}

type ThresholdRules = Pick<GateRules, "failOn" | "strict" | "thresholds">;

export function isUnder(threshold: Threshold, situation: { readonly scenario: string }): boolean {
  return threshold.scenarios.has(situation.scenario);
}

/**
 * Applies each threshold to each implementation, scenario and network it covers.
 *
 * Only the first attempt of each repetition counts: a share that retries could improve
 * would mean nothing. Unsupported cases are left out; under strict rules, inconclusive ones have
 * not passed.
 */
export function thresholdResults(
  cases: readonly AttemptedCase[],
  rules: ThresholdRules,
): readonly ThresholdResult[] {
  return rules.thresholds.flatMap((threshold) => {
    const own = cases.filter((result) => result.attempt === 1 && isUnder(threshold, result));
    return [...Map.groupBy(own, situationOf).values()].flatMap((group) => {
      const result = holdAgainst(threshold, group, rules);
      return result === null ? [] : [result];
    });
  });
}

type Outcome = "pass" | "fail" | "undecided" | "unsupported";

function holdAgainst(
  threshold: Threshold,
  group: readonly AttemptedCase[],
  rules: ThresholdRules,
): ThresholdResult | null {
  const outcomes = group.map((result) => outcomeOf(result, threshold.check, rules));
  const count = (outcome: Outcome) => outcomes.filter((each) => each === outcome).length;
  const passed = count("pass");
  const undecided = count("undecided");
  const ran = passed + undecided + count("fail");
  const [first] = group;
  if (first === undefined || ran === 0) {
    return null;
  }
  const { implementation, scenario, network } = first;
  const atBest = (passed + undecided) / ran;
  const state =
    passed / ran >= threshold.passShareMin
      ? "met"
      : atBest >= threshold.passShareMin
        ? "undecided"
        : "missed";
  return { threshold, implementation, scenario, network, passed, ran, state };
}

/** A case without a verdict has no credible check results either. */
function outcomeOf(
  result: AttemptedCase,
  check: string | null,
  { failOn, strict }: ThresholdRules,
): Outcome {
  const verdict = gatedVerdict(result, failOn);
  const undecided = verdict === "inconclusive" || verdict === "error";
  const status = undecided || check === null ? verdict : statusOfCheck(result, check);
  if (status === "inconclusive") {
    return strict ? "fail" : "undecided";
  }
  return status === "error" ? "undecided" : status;
}

/** An unsupported case has no checks. */
function statusOfCheck(result: AttemptedCase, check: string) {
  return result.checks.find(({ id }) => id === check)?.status ?? "unsupported";
}
