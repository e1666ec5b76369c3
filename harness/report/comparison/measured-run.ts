import type { Scenario } from "../../scenario/scenario.ts";
import type { RunReport } from "../run-report.ts";
import { type Comparison, compare } from "./compare.ts";
import { collectSamples, type Measured, type MeasuredCase } from "./samples.ts";

/** Whether all that a run played are measurements, as `sockspec bench` does: it has no grades. */
export function isMeasured({ run, scenarios }: Pick<RunReport, "run" | "scenarios">): boolean {
  return (
    run.cases.length > 0 &&
    run.cases.every(
      ({ figures, scenario }) =>
        figures !== undefined || scenarios.get(scenario)?.figures !== undefined,
    )
  );
}

/** @returns the figures of the measurements that were played, on the networks on which they were. */
export function measuredOf(
  cases: readonly MeasuredCase[],
  scenarios: Iterable<Scenario>,
): readonly Measured[] {
  return collectSamples(cases, [...scenarios]).filter(({ scenario, network }) =>
    cases.some((result) => result.scenario === scenario.id && result.network === network),
  );
}

/** Compares all that a run measured; ten thousand resamples for each figure and implementation. */
export function compareRun({ run, scenarios }: RunReport): readonly Comparison[] {
  return measuredOf(run.cases, scenarios.values()).map((each) => compare(each, run.header.seed));
}
