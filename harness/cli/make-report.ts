import type { StoredRun } from "../journal/read-run.ts";
import type { RunReport } from "../report/run-report.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { staleEntries } from "../verdict/baseline/baseline.ts";
import type { ExpectedFailure } from "../verdict/baseline/expected-failure.ts";
import type { GateRules } from "../verdict/gate/rules.ts";
import { type RepeatOptions, repeatCommands } from "./repeat-command.ts";

export interface ReportFacts {
  /** All that there are, of the user too. */
  readonly scenarios: readonly Scenario[];
  readonly baseline: readonly ExpectedFailure[];
  readonly gate: Pick<GateRules, "failOn" | "thresholds">;
  /** By what the run was started. */
  readonly started: Omit<RepeatOptions, "seed">;
}

/** @returns what every format is made from. */
export function makeReport(
  run: StoredRun,
  { scenarios, baseline, gate, started }: ReportFacts,
): RunReport {
  const known = scenarios.map(({ id }) => id);
  const wanted = new Set(run.cases.map(({ scenario }) => scenario));
  return {
    ...{ run, baseline, gate },
    scenarios: new Map(
      scenarios.filter(({ id }) => wanted.has(id)).map((scenario) => [scenario.id, scenario]),
    ),
    staleEntries: staleEntries(baseline, run.cases, known),
    repeatCommand: repeatCommands({ ...started, seed: run.header.seed }),
  };
}
