import type { CaseResult } from "../journal/case-result.ts";
import type { StoredRun } from "../journal/read-run.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { ExpectedFailure } from "../verdict/baseline/expected-failure.ts";
import type { GateRules } from "../verdict/gate/rules.ts";

/** What every format is made from: a run, and what it takes to explain it. */
export interface RunReport {
  readonly run: StoredRun;
  /** Those of the run that are known, by id. */
  readonly scenarios: ReadonlyMap<string, Scenario>;
  readonly baseline: readonly ExpectedFailure[];
  /** What else the run was held to. Default: that every MUST holds. */
  readonly gate?: Pick<GateRules, "failOn" | "thresholds">;
  /** What is wrong with the baseline, a sentence each. */
  readonly staleEntries: readonly string[];
  /** The command that repeats the case alone, with the same bytes. */
  readonly repeatCommand: (result: CaseResult) => string;
}
