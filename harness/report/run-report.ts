import type { CapturedOutput } from "../history/history.ts";
import type { CaseResult } from "../journal/case-result.ts";
import type { StoredRun } from "../journal/read-run.ts";
import { isPart } from "../journal/shard/own-cases.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { staleEntries } from "../verdict/baseline/baseline.ts";
import type { ExpectedFailure } from "../verdict/baseline/expected-failure.ts";
import type { GateRules } from "../verdict/gate/rules.ts";

/** Input of every format: a run, and what is needed to explain it. */
export interface RunReport {
  readonly run: StoredRun;
  /** The run's scenarios that are still in the catalogue, by id. */
  readonly scenarios: ReadonlyMap<string, Scenario>;
  readonly baseline: readonly ExpectedFailure[];
  /** The run's other rules. Default: every MUST must hold. */
  readonly gate?: Pick<GateRules, "failOn" | "thresholds">;
  /** Problems of the baseline, one sentence each. */
  readonly staleEntries: readonly string[];
  /** Output of the implementation during the case; null if it was not recorded. */
  readonly outputOf: (result: CaseResult) => CapturedOutput | null;
  /** The command that repeats only this case, with the same bytes. */
  readonly repeatCommand: (result: CaseResult) => string;
  /** The command of the whole run; absent where it is not known how sockspec is started. */
  readonly runCommand?: string;
}

export interface ReportFacts extends Required<Pick<RunReport, "baseline" | "gate">> {
  /** All existing scenarios, including the user's. */
  readonly scenarios: readonly Scenario[];
  readonly repeatCommand: RunReport["repeatCommand"];
  readonly runCommand?: string;
  readonly outputOf: RunReport["outputOf"];
}

/** @returns the input of every format. */
export function makeReport(run: StoredRun, facts: ReportFacts): RunReport {
  const { scenarios, baseline } = facts;
  const known = scenarios.map(({ id }) => id);
  const wanted = new Set(run.cases.map(({ scenario }) => scenario));
  return {
    ...facts,
    run,
    scenarios: new Map(
      scenarios.filter(({ id }) => wanted.has(id)).map((scenario) => [scenario.id, scenario]),
    ),
    // What passes in one shard may fail in another.
    staleEntries: isPart(run.header) ? [] : staleEntries(baseline, run.cases, known),
  };
}
