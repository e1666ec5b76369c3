import { type AttemptedCase, situationOf } from "./flaky.ts";
import { type GateRules, gatedVerdict, type Threshold } from "./rules.ts";

/** How one scenario did with one implementation on one network. */
export interface ThresholdResult {
  readonly threshold: Threshold;
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
  readonly passed: number;
  /** Repetitions that ran: those that passed, failed, or were not decided. */
  readonly ran: number;
  /** `undecided`: it depends on repetitions without a verdict. */
  readonly state: "met" | "missed" | "undecided";
}

type ThresholdRules = Pick<GateRules, "failOn" | "strict" | "thresholds">;

export function isUnder(threshold: Threshold, one: { readonly scenario: string }): boolean {
  return threshold.scenarios.has(one.scenario);
}

/**
 * Holds each threshold against each implementation, scenario and network that it is for.
 *
 * Only the first attempt at each repetition counts: a share that runs again may be improved with
 * is no share. What is unsupported is left out; strictly, what is inconclusive has not passed.
 */
export function thresholdResults(
  cases: readonly AttemptedCase[],
  rules: ThresholdRules,
): readonly ThresholdResult[] {
  return rules.thresholds.flatMap((threshold) => {
    const own = cases.filter((one) => one.attempt === 1 && isUnder(threshold, one));
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
  const outcomes = group.map((one) => outcomeOf(one, threshold.check, rules));
  const count = (outcome: Outcome) => outcomes.filter((one) => one === outcome).length;
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

/** What a case without a verdict says of its checks cannot be believed either. */
function outcomeOf(
  one: AttemptedCase,
  check: string | null,
  { failOn, strict }: ThresholdRules,
): Outcome {
  const verdict = gatedVerdict(one, failOn);
  const undecided = verdict === "inconclusive" || verdict === "error";
  const found = undecided || check === null ? verdict : statusOfCheck(one, check);
  if (found === "inconclusive") {
    return strict ? "fail" : "undecided";
  }
  return found === "error" ? "undecided" : found;
}

/** What is unsupported as a whole has no checks. */
function statusOfCheck(one: AttemptedCase, check: string) {
  return one.checks.find(({ id }) => id === check)?.status ?? "unsupported";
}
