import type { CaseResult } from "../../journal/case-result.ts";

/** Programs, and single cases, whose histories did not repeat. */
export interface Unsteady {
  /**
   * Compares two runs of a batch.
   *
   * @param results in the order in which they came.
   * @param rehearsed digests of the other run's histories, by the cases' places in the plan.
   */
  compare(results: readonly CaseResult[], rehearsed: ReadonlyMap<number, string | null>): void;
  /** Why a case's history may not repeat; null if nothing speaks for it. */
  why(result: CaseResult): string | null;
}

/** The first case that differs tells which program does not repeat: those after it follow from it. */
export function startUnsteady(): Unsteady {
  const programs = new Map<string, string>();
  const cases = new Map<number, string>();
  return {
    compare(results, rehearsed) {
      const differing = results.filter(({ index, virtual }) => {
        const other = rehearsed.get(index);
        return other !== undefined && virtual !== undefined && virtual.digest !== other;
      });
      const [first, ...later] = differing;
      if (first === undefined) {
        return;
      }
      const { implementation, scenario, network } = first;
      const why = `two runs of ${implementation} differed in ${scenario} on ${network}`;
      programs.set(implementation, programs.get(implementation) ?? why);
      for (const { index } of later) {
        cases.set(index, `${why}, before it in its guest`);
      }
    },
    why: ({ implementation, index }) => programs.get(implementation) ?? cases.get(index) ?? null,
  };
}
