import { type CaseContext, type Duration, durationMs } from "../scenario/amount.ts";
import { leafSteps } from "../scenario/leaf-steps.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { isLinkStep } from "./link-steps.ts";

const recovery: Duration = { ms: 60_000, roundTrips: 20 };

/**
 * A message and the bytes that the sockets hold before it, there and back, doubled for
 * retransmissions.
 */
const messages = 4;

/**
 * @returns the longest time that a deadline waits for the link, in ms; after that nothing can be
 *   judged.
 */
export function patienceMs(context: CaseContext): number {
  const { slowestKbit, maxFrameBytes } = context;
  const messageMs = slowestKbit === null ? 0 : (8 * maxFrameBytes) / slowestKbit;
  return durationMs(recovery, context) + messages * messageMs;
}

/** Whether segments may be lost or late, so that a deadline must wait for those in flight. */
export function isPatient(
  { steps }: Pick<Scenario, "steps">,
  { lossy, roundTripMs }: Pick<CaseContext, "lossy" | "roundTripMs">,
): boolean {
  return lossy || roundTripMs > 0 || leafSteps(steps).some(isLinkStep);
}
