import { type AttemptedCase, flakySituations } from "../verdict/flaky.ts";
import type { ThresholdResult } from "../verdict/threshold.ts";

interface Situation {
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
}

/** A line for each scenario that passes and fails, such as `flaky  node echo/basic: 2 of 3 passed`. */
export function formatFlaky(cases: readonly AttemptedCase[]): readonly string[] {
  return flakySituations(cases).map(
    (one) => `flaky      ${nameOf(one)}: ${one.passed} of ${one.judged} passed`,
  );
}

/** A line for what each threshold was held against. */
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
