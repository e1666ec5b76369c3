import type { ExpectedKills, ObservedKills } from "./kill-matrix.ts";

/** How often one check of a fault's list failed. */
export interface KillCount {
  readonly fault: string;
  /** As `scenario:check`. */
  readonly check: string;
  readonly killed: number;
  readonly of: number;
}

/** Counts the kills of each list over all repetitions; references to any scenario are left out. */
export function killCounts(
  expected: readonly ExpectedKills[],
  observed: readonly ObservedKills[],
): readonly KillCount[] {
  return expected.flatMap(({ fault, kills }) =>
    kills.filter(namesScenario).map((check) => {
      const [scenario = "", id = ""] = check.split(":");
      const played = observed.filter((run) => run.fault === fault && run.scenario === scenario);
      const killed = played.filter(({ failedChecks }) => failedChecks.includes(id));
      return { fault, check, killed: killed.length, of: played.length };
    }),
  );
}

/** Whether the reference names one scenario rather than all. */
function namesScenario(reference: string): boolean {
  return !reference.startsWith("*:");
}
