import type { Step } from "./step.ts";

/** @returns the minimum total of the steps' pauses, in ms. */
export function demandedPauseMs(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => {
    switch (step.do) {
      case "pause":
        return sum + (step.duration.ms ?? 0);
      case "repeat":
        return sum + step.times * demandedPauseMs(step.steps);
      case "together":
        return sum + Math.max(...step.branches.map(demandedPauseMs));
      default:
        return sum;
    }
  }, 0);
}
