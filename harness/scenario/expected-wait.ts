import { byteCount, type CaseContext, durationMs } from "./amount.ts";
import type { Content, PayloadBytes } from "./content.ts";
import type { Step } from "./step.ts";

type WaitContext = Pick<
  CaseContext,
  "roundTripMs" | "keepAliveMs" | "deadlineMs" | "maxFrameBytes"
>;

/** A lost SYN is sent again after a second (RFC 6298 §2.1), and lost data after a few tenths. */
const afterLossMs = 1000;

/**
 * Estimates how long the steps wait, so that cases can be started in a good order: their pauses, the
 * gaps between small writes, and what is sent again after a loss.
 *
 * @returns ms, without waits that depend on the implementation.
 */
export function expectedWaitMs(steps: readonly Step[], context: WaitContext): number {
  const waitMs = (step: Step): number => {
    switch (step.do) {
      case "pause":
        return durationMs(step.duration, context);
      case "send":
        return step.chunks !== undefined && "bytes" in step.chunks
          ? (contentBytes(step.content, context) / step.chunks.bytes) *
              durationMs(step.chunks.gap, context)
          : 0;
      case "sendDatagrams":
        return step.gap === undefined
          ? 0
          : contentMessages(step.content) * durationMs(step.gap, context);
      case "load":
        return durationMs(step.warmUp, context) + durationMs(step.duration, context);
      case "dropSegments":
        return afterLossMs;
      case "repeat":
        return (step.until === undefined ? step.times : 1) * expectedWaitMs(step.steps, context);
      case "together":
        return Math.max(...step.branches.map((branch) => expectedWaitMs(branch, context)));
      default:
        return 0;
    }
  };
  return steps.reduce((sum, step) => sum + waitMs(step), 0);
}

function contentMessages(content: readonly Content[]): number {
  return content.reduce((sum, part) => sum + ("messages" in part ? part.messages : 1), 0);
}

function contentBytes(content: readonly Content[], { maxFrameBytes }: WaitContext): number {
  const known = { maxFrameBytes, echoCapacityBytes: 0, loopCapacityBytes: 0 };
  return content.reduce((sum, part) => {
    if ("messages" in part) {
      return sum + part.messages * payloadSize(part.bytes, known);
    }
    return sum + ("junkBytes" in part ? byteCount(part.junkBytes, known) : 0);
  }, 0);
}

/** @returns the mean of sizes that are drawn, the largest of those that differ by connection. */
function payloadSize(bytes: PayloadBytes, context: Parameters<typeof byteCount>[1]): number {
  if (typeof bytes === "object" && "min" in bytes) {
    return (bytes.min + byteCount(bytes.max, context)) / 2;
  }
  return typeof bytes === "object" && "byIndex" in bytes
    ? Math.max(...bytes.byIndex)
    : byteCount(bytes, context);
}
