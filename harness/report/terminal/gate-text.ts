import { failsAsExpected } from "../../verdict/baseline/baseline.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import { type AttemptedCase, flakySituations, situationOf } from "../../verdict/gate/flaky.ts";
import type { ThresholdResult } from "../../verdict/gate/threshold.ts";

interface Situation {
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
}

/** One line per flaky scenario, for example `flaky  node echo/basic: 2 of 3 passed`. */
export function formatFlaky(
  cases: readonly AttemptedCase[],
  baseline: readonly ExpectedFailure[] = [],
): readonly string[] {
  return flakySituations(cases).map((one) => {
    const failed = cases.filter(
      (other) => situationOf(other) === situationOf(one) && other.verdict === "fail",
    );
    const isExpected = failed.every((other) => failsAsExpected(other, baseline));
    const known = isExpected ? ", as in the baseline" : "";
    return `flaky      ${nameOf(one)}: ${one.passed} of ${one.judged} passed${known}`;
  });
}

/** One line per threshold and scenario. */
export function formatThresholds(results: readonly ThresholdResult[]): readonly string[] {
  return results.map((one) => {
    const { check, text } = one.threshold;
    const what = check === null ? nameOf(one) : `${nameOf(one)}, ${check}`;
    return `threshold  ${what}: ${one.passed} of ${one.ran} passed, ${text} ${one.state}`;
  });
}

function nameOf({ implementation, scenario, network }: Situation): string {
  return `${implementation} ${scenario}${network === "clean" ? "" : ` on ${network}`}`;
}
