import type { CaseResult } from "../../journal/case-result.ts";

/** Programs whose histories did not repeat. */
export interface Unsteady {
  /**
   * Compares two runs of a case.
   *
   * @param rehearsed digest of the other run's history; undefined if that run did not come to its end.
   */
  compare(result: CaseResult, rehearsed: string | null | undefined): void;
  /** Why an implementation's histories may not repeat; null if nothing speaks for it. */
  why(implementation: string): string | null;
}

export function startUnsteady(): Unsteady {
  const reasons = new Map<string, string>();
  return {
    compare({ implementation, scenario, network, virtual }, rehearsed) {
      if (rehearsed !== undefined && virtual !== undefined && virtual.digest !== rehearsed) {
        const why = `two runs of ${implementation} differed in ${scenario} on ${network}`;
        reasons.set(implementation, reasons.get(implementation) ?? why);
      }
    },
    why: (implementation) => reasons.get(implementation) ?? null,
  };
}
