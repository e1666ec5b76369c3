import { leafSteps } from "../leaf-steps.ts";
import type { Step } from "../step.ts";
import { isClientStep } from "./steps.ts";

/** Whether the driver plays the server in a scenario, and the implementation is a client. */
export function isOfClients(steps: readonly Step[]): boolean {
  return leafSteps(steps).some(isClientStep);
}
