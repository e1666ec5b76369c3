import type { CaseResult } from "../journal/case-result.ts";
import type { StoredRun } from "../journal/read-run.ts";
import type { Scenario } from "../scenario/scenario.ts";
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
  /** The command that repeats only this case, with the same bytes. */
  readonly repeatCommand: (result: CaseResult) => string;
}
