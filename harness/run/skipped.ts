import { usesSocket } from "../implementation/placeholders.ts";
import type { FinishedCase } from "../journal/case-result.ts";
import { nothingMeasured } from "../journal/not-run.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { SkippedOutcome } from "./queues.ts";
import type { RunOptions } from "./run-options.ts";

/**
 * @param keep called with the verdict of each case that cannot be run.
 * @returns the other cases.
 */
export function runnableOf(
  options: Pick<RunOptions, "plan" | "unusable" | "labKind">,
  keep: (finished: FinishedCase) => void,
): readonly PlannedCase[] {
  return options.plan.filter((planned) => {
    const finished = withoutRunning(planned, options);
    if (finished !== null) {
      keep(finished);
    }
    return finished === null;
  });
}

/** @returns the verdict of a case that cannot be run; null if it can. */
function withoutRunning(
  planned: PlannedCase,
  options: Pick<RunOptions, "unusable" | "labKind">,
): FinishedCase | null {
  if (planned.unsupported !== null) {
    return emptyCase(planned, options, { verdict: "unsupported", reason: planned.unsupported });
  }
  const unusable = options.unusable.get(planned.implementation.name);
  return unusable === undefined
    ? null
    : emptyCase(planned, options, { verdict: "inconclusive", reason: unusable });
}

export function emptyCase(
  planned: PlannedCase,
  options: Pick<RunOptions, "labKind">,
  outcome: SkippedOutcome,
): FinishedCase {
  return {
    history: null,
    result: {
      index: planned.index,
      implementation: planned.implementation.name,
      scenario: planned.scenario.id,
      network: planned.network.name,
      lab: options.labKind,
      kernel: "",
      congestionControl: "",
      session: null,
      repetition: planned.repetition,
      attempt: planned.attempt,
      seed: planned.seed,
      ...(usesSocket(planned.implementation) && { transport: "unix" as const }),
      ...outcome,
      unclaimed: planned.unclaimed,
      ...nothingMeasured,
    },
  };
}
