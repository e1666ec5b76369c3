import type { LeafStep } from "../scenario/step.ts";
import type { Stage } from "./stage.ts";

export type LinkStep = Extract<LeafStep, { do: "blackhole" | "dropSegments" | "restoreLink" }>;

export function isLinkStep(step: LeafStep): step is LinkStep {
  return step.do === "blackhole" || step.do === "dropSegments" || step.do === "restoreLink";
}

/** Plays a step that breaks or restores the link; it has taken effect when the step ends. */
export async function playLinkStep(stage: Stage, step: LinkStep): Promise<void> {
  if (step.do === "restoreLink") {
    await stage.ask({ do: "restoreLink" });
    stage.recorder.note("link-restored");
  } else {
    await stage.ask({ do: "breakLink", fault: step });
    stage.recorder.note("link-broken", undefined, step.do);
  }
}
