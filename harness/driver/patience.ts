import type { CaseContext, Duration } from "../scenario/amount.ts";
import { leafSteps } from "../scenario/leaf-steps.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { isLinkStep } from "./link-steps.ts";

/** Longest that a deadline waits for the link, in ms and round trips: then nothing can be judged. */
export const patience: Duration = { ms: 60_000, roundTrips: 20 };

/** Whether segments may be lost or late, so that a deadline has to wait for those on their way. */
export function isPatient(
  { steps }: Pick<Scenario, "steps">,
  { lossy, roundTripMs }: Pick<CaseContext, "lossy" | "roundTripMs">,
): boolean {
  return lossy || roundTripMs > 0 || leafSteps(steps).some(isLinkStep);
}
