import { clientLimitMs } from "../../driver/client-limits.ts";
import { isPatient, patienceMs } from "../../driver/patience.ts";
import { byteCount, type CaseContext, type Duration, durationMs } from "../../scenario/amount.ts";
import type { Content } from "../../scenario/content.ts";
import { leafSteps } from "../../scenario/leaf-steps.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { Step } from "../../scenario/step.ts";

/** Added for what no step names: the epilogue, starved hosts, and a margin. In ms. */
const marginMs = 30_000;

/** The gaps of one send may add up to this, in ms: plans are not unrolled here. */
const gapsMs = 120_000;

/** Rate at which a slow machine fills buffers, in bytes per ms: they may hold gigabytes. */
const fillBytesPerMs = 10_000;

const unnamed: Duration = { ms: 5000, roundTrips: 20 };

/** A ping takes one round trip, and two or three where a segment is lost. */
const pingRoundTrips = 3;

/**
 * @param readyTimeoutMs how long a restarted implementation may take to listen.
 * @returns the longest that a play can take while the driver is well, in ms.
 */
export function playLimitMs(
  scenario: Pick<Scenario, "steps">,
  context: CaseContext,
  readyTimeoutMs: number,
): number {
  const restarts = leafSteps(scenario.steps).filter((step) => step.do === "restart").length;
  const startsMs = restarts * readyTimeoutMs;
  return Math.ceil(
    stepsMs(scenario.steps, context) + linkMs(scenario, context) + startsMs + marginMs,
  );
}

/** How long a play may wait for the link: it takes its time for what is sent, and for what is sent again. */
function linkMs(scenario: Pick<Scenario, "steps">, context: CaseContext): number {
  return isPatient(scenario, context) ? patienceMs(context) : 0;
}

function stepsMs(steps: readonly Step[], context: CaseContext): number {
  return steps.reduce((sum, step) => sum + stepMs(step, context), 0);
}

function stepMs(step: Step, context: CaseContext): number {
  switch (step.do) {
    case "repeat":
      return step.times * stepsMs(step.steps, context);
    case "together":
      return Math.max(...step.branches.map((branch) => stepsMs(branch, context)));
    case "runClient":
      return clientLimitMs(step, context);
    case "pause":
      return durationMs(step.duration, context);
    case "ping": {
      const pingMs = pingRoundTrips * context.roundTripMs + durationMs(step.every, context);
      return durationMs(step.deadline ?? unnamed, context) + step.count * pingMs;
    }
    case "load": {
      const waits = [step.warmUp, step.duration, step.deadline ?? unnamed];
      waits.push(step.connectWithin ?? unnamed);
      return waits.reduce((sum, wait) => sum + durationMs(wait, context), 0);
    }
    case "sendDatagrams":
    case "awaitReplies":
      return datagramsMs(step, context);
    case "send": {
      const gapMs = step.chunks === undefined ? 0 : durationMs(step.chunks.gap, context);
      const ownMs = durationMs(step.deadline ?? unnamed, context);
      return ownMs + (gapMs > 0 ? gapsMs : 0) + fillMs(step.content, context);
    }
    default:
      return deadlineMs(step, context) + ownLinkMs(step, context);
  }
}

function deadlineMs(step: Step, context: CaseContext): number {
  return "deadline" in step ? durationMs(step.deadline ?? unnamed, context) : 5000;
}

/** How long a step may wait for the link even if another has waited for it. */
function ownLinkMs(step: Step, context: CaseContext): number {
  const waits = ["sendUntilBlocked", "awaitBaseline", "awaitReplies"].includes(step.do);
  return waits ? linkMs({ steps: [] }, context) : 0;
}

function datagramsMs(
  step: Extract<Step, { do: "sendDatagrams" | "awaitReplies" }>,
  context: CaseContext,
): number {
  if (step.do === "awaitReplies") {
    return durationMs(step.deadline ?? unnamed, context) + ownLinkMs(step, context);
  }
  const gapMs = step.gap === undefined ? 0 : durationMs(step.gap, context);
  const datagrams = step.content.map((part) => ("messages" in part ? part.messages : 1));
  return durationMs(unnamed, context) + gapMs * datagrams.reduce((sum, count) => sum + count, 0);
}

function fillMs(content: readonly Content[], context: CaseContext): number {
  return content.reduce(
    (sum, part) => sum + ("fill" in part ? byteCount(part.fill, context) / fillBytesPerMs : 0),
    0,
  );
}
