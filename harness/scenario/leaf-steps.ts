import type { LeafStep, Step } from "./step.ts";

/** @returns the leaf steps in source order. */
export function leafSteps(steps: readonly Step[]): readonly LeafStep[] {
  return steps.flatMap((step) => {
    if (step.do === "repeat") {
      return leafSteps(step.steps);
    }
    return step.do === "together" ? step.branches.flatMap(leafSteps) : [step];
  });
}
