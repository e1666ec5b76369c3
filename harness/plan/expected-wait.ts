import type { Implementation } from "../implementation/manifest.ts";
import { type Network, roundTripMs } from "../network/network.ts";
import { expectedWaitMs } from "../scenario/expected-wait.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** What a case plays, with whom and where. */
export interface Situation {
  readonly scenario: Scenario;
  readonly implementation: Implementation;
  readonly network: Network;
}

/** @returns how long a scenario waits at least, whatever implementation it is played with, in ms. */
export function waitOnCleanLink({ steps }: Pick<Scenario, "steps">): number {
  return expectedWaitMs(steps, { roundTripMs: 0, keepAliveMs: 0, maxFrameBytes: 0 });
}

/** @returns how long the case is expected to wait, in ms. */
export function waitOf({ scenario, implementation, network }: Situation): number {
  return expectedWaitMs(scenario.steps, {
    roundTripMs: roundTripMs(network),
    keepAliveMs: implementation.keepAliveMs ?? 0,
    maxFrameBytes: implementation.maxFrameBytes,
  });
}
