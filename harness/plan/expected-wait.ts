import { roundTripMs } from "../network/network.ts";
import { expectedWaitMs } from "../scenario/expected-wait.ts";
import type { PlannedCase } from "./plan.ts";

/** @returns how long the case is expected to wait, in ms. */
export function waitOf({
  scenario,
  implementation,
  network,
}: Pick<PlannedCase, "scenario" | "implementation" | "network">): number {
  return expectedWaitMs(scenario.steps, {
    roundTripMs: roundTripMs(network),
    keepAliveMs: implementation.keepAliveMs ?? 0,
    maxFrameBytes: implementation.maxFrameBytes,
  });
}
