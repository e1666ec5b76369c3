import { failsAsExpected } from "../../verdict/baseline/baseline.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import { type AttemptedCase, flakySituations, situationOf } from "../../verdict/gate/flaky.ts";
import type { ThresholdResult } from "../../verdict/gate/threshold.ts";

interface Situation {
  readonly implementation: string;
  readonly scenario: string;
  readonly network: string;
}

/** A large run has thousands. */
const flakyShownMax = 50;

/** One line per flaky scenario, for example `flaky  node echo/basic: 2 of 3 passed`. */
export function formatFlaky(
  cases: readonly AttemptedCase[],
  baseline: readonly ExpectedFailure[] = [],
): readonly string[] {
  const failures = Map.groupBy(
    cases.filter(({ verdict }) => verdict === "fail"),
    situationOf,
  );
  const flaky = flakySituations(cases);
  const lines = flaky.slice(0, flakyShownMax).map((situation) => {
    const failed = failures.get(situationOf(situation)) ?? [];
    const isExpected = failed.every((other) => failsAsExpected(other, baseline));
    const known = isExpected ? ", as in the baseline" : "";
    return `flaky      ${nameOf(situation)}: ${situation.passed} of ${situation.judged} passed${known}`;
  });
  const left = flaky.length - lines.length;
  return left === 0 ? lines : [...lines, `flaky      … and ${left} more: see the matrix`];
}

/** One line per threshold and scenario. */
export function formatThresholds(results: readonly ThresholdResult[]): readonly string[] {
  return results.map((result) => {
    const { check, text } = result.threshold;
    const what = check === null ? nameOf(result) : `${nameOf(result)}, ${check}`;
    return `threshold  ${what}: ${result.passed} of ${result.ran} passed, ${text} ${result.state}`;
  });
}

function nameOf({ implementation, scenario, network }: Situation): string {
  return `${implementation} ${scenario}${network === "clean" ? "" : ` on ${network}`}`;
}
