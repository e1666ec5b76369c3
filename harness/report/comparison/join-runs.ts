import type { StoredRun } from "../../journal/read-run.ts";
import type { MeasuredCase } from "./samples.ts";

/**
 * The cases of several runs. An implementation that is in more than one of them is compared with
 * itself, under the run's id beside its name.
 */
export function joinRuns(
  runs: readonly Pick<StoredRun, "header" | "cases">[],
): readonly MeasuredCase[] {
  return runs.flatMap((run) =>
    run.cases.map((result) => {
      const isShared = runs.some(
        (other) =>
          other !== run &&
          other.cases.some(({ implementation }) => implementation === result.implementation),
      );
      const name = result.implementation;
      return isShared ? { ...result, implementation: `${name} (${run.header.runId})` } : result;
    }),
  );
}
