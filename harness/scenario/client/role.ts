import { leafSteps } from "../leaf-steps.ts";
import type { Step } from "../step.ts";
import type { ClientStep } from "./steps.ts";

const clientSteps: ReadonlySet<string> = new Set<ClientStep["do"]>([
  "listen",
  "startClient",
  "accept",
  "awaitMessage",
]);

/** Whether the driver plays the server in a scenario, and the implementation is a client. */
export function isOfClients(steps: readonly Step[]): boolean {
  return leafSteps(steps).some((step) => clientSteps.has(step.do));
}
