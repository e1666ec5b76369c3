import type { StoredRun } from "../../journal/read-run.ts";
import { withChanges } from "../../journal/rows/stored-case.ts";
import type { MeasuredCase } from "./samples.ts";

/**
 * The cases of several runs. An implementation that is in more than one of them is compared with
 * itself, under the run's id beside its name.
 */
export function joinRuns(
  runs: readonly Pick<StoredRun, "header" | "cases">[],
): readonly MeasuredCase[] {
  const names = runs.map(({ cases }) => new Set(cases.map(({ implementation }) => implementation)));
  return runs.flatMap((run, number) =>
    run.cases.map((result) => {
      const name = result.implementation;
      const isShared = names.some((others, other) => other !== number && others.has(name));
      return isShared
        ? withChanges(result, { implementation: `${name} (${run.header.runId})` })
        : result;
    }),
  );
}
