import { type CaseContext, durationMs } from "./amount.ts";
import type { LeafStep } from "./step.ts";

type LoadStep = Extract<LeafStep, { do: "load" }>;

/** What the depth of a load depends on. */
export type LoadLink = Pick<CaseContext, "slowestKbit" | "roundTripMs" | "keepAliveMs">;

/**
 * @returns how many messages each connection keeps on their way, at least one; 0 for the open model.
 *   A slow link would still be sending long after the load what a fast one takes in no time.
 */
export function depthOf(
  { depth = 0, connections = 1, queueAtMost }: LoadStep,
  messageBytes: number,
  link: LoadLink,
): number {
  if (depth === 0 || queueAtMost === undefined || link.slowestKbit === null) {
    return depth;
  }
  const queueBytes = (durationMs(queueAtMost, link) * link.slowestKbit) / 8;
  return Math.max(1, Math.min(depth, Math.floor(queueBytes / (connections * messageBytes))));
}
