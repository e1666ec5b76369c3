import type { Sample } from "../history/history.ts";
import { durationMs } from "../scenario/amount.ts";
import type { LeafStep } from "../scenario/step.ts";
import { clientLimitMs } from "./client-limits.ts";
import { patienceMs } from "./patience.ts";
import type { Stage } from "./stage.ts";
import { defaultDeadline } from "./wait.ts";

/** Looking costs the harness 1 to 2 ms; a runtime frees descriptors within tens of ms. */
const samplePeriodMs = 50;

export type ServerStep = Extract<
  LeafStep,
  {
    do:
      | "sample"
      | "awaitBaseline"
      | "readOptions"
      | "signal"
      | "awaitExit"
      | "restart"
      | "startSecond"
      | "runClient";
  }
>;

export function isServerStep(step: LeafStep): step is ServerStep {
  return [
    "sample",
    "awaitBaseline",
    "readOptions",
    "signal",
    "awaitExit",
    "restart",
    "startSecond",
    "runClient",
  ].includes(step.do);
}

/** Plays a step that acts on the implementation itself, or observes it. */
export async function playServerStep(stage: Stage, step: ServerStep): Promise<void> {
  switch (step.do) {
    case "sample":
      await takeSample(stage, step.label);
      break;
    case "awaitBaseline":
      await awaitBaseline(stage, step);
      break;
    case "readOptions":
      await stage.ask({ do: "readOptions", label: step.label });
      stage.recorder.note("options-read", undefined, step.label);
      break;
    case "signal":
      stage.recorder.note(
        step.of === "upstream" ? "upstream-signalled" : "signalled",
        undefined,
        step.name,
      );
      await stage.ask({ do: "signal", name: step.name, of: step.of });
      break;
    case "restart":
      await stage.ask({ do: "restart", of: step.of });
      stage.recorder.note(step.of === "upstream" ? "upstream-restarted" : "restarted");
      break;
    case "startSecond":
      stage.recorder.note("second-started");
      await stage.ask({
        ...withDeadline(stage, "startSecond", step.deadline),
        ...(step.socketPathBytes === undefined ? {} : { socketPathBytes: step.socketPathBytes }),
      });
      break;
    case "runClient":
      stage.recorder.note("client-run", "client");
      await stage.ask({ ...step, limitMs: clientLimitMs(step, stage.context) });
      stage.recorder.note("client-ended", "client");
      break;
    case "awaitExit":
      await stage.ask({ ...withDeadline(stage, "awaitExit", step.deadline), of: step.of });
      break;
  }
}

function withDeadline<Request extends "awaitExit" | "startSecond">(
  stage: Stage,
  request: Request,
  deadline: Parameters<typeof durationMs>[0],
): { readonly do: Request; readonly deadlineMs: number } {
  return { do: request, deadlineMs: durationMs(deadline, stage.context) };
}

/** @param beside connections that another program holds open. */
export async function takeSample(stage: Stage, label: string, beside = 0): Promise<Sample> {
  const { sample: answer } = await stage.ask({ do: "sample" });
  const sample: Sample = {
    label,
    atMs: stage.clock.nowMs(),
    connectionsMade: stage.connections.length + stage.sockets.length + beside,
    implementation: answer?.implementation ?? null,
    sockets: answer?.sockets ?? null,
    ...(answer?.upstreamSockets !== undefined && { upstreamSockets: answer.upstreamSockets }),
  };
  stage.samples.push(sample);
  stage.recorder.note("sampled", undefined, label);
  return sample;
}

/**
 * Keeps only the last sample. On a link with loss the server may
 * not know yet that its peers have gone: the time for an answer starts when it does.
 */
async function awaitBaseline(
  stage: Stage,
  step: Extract<ServerStep, { do: "awaitBaseline" }>,
): Promise<void> {
  const like = stage.samples.findLast((sample) => sample.label === step.like)?.implementation;
  const beganMs = stage.clock.nowMs();
  let endMs = beganMs + durationMs(step.deadline, stage.context);
  const patientUntilMs = endMs + patienceMs(stage.context);
  for (;;) {
    const now = (await takeSample(stage, step.label)).implementation;
    if (like == null || now === null || now.descriptors <= like.descriptors) {
      return;
    }
    if (stage.clock.nowMs() >= endMs) {
      if (stage.clock.nowMs() >= patientUntilMs || !(await isUnawareOfEnds(stage))) {
        return;
      }
      endMs = stage.clock.nowMs() + durationMs(defaultDeadline, stage.context);
    }
    stage.samples.pop();
    // What may take hours is looked at less often the longer it takes.
    const waitedMs = stage.clock.nowMs() - beganMs;
    await stage.clock.sleep(Math.max(samplePeriodMs, waitedMs / 100), stage.signal);
  }
}

/** Whether a connection that the driver has ended is still open at the server's end. */
async function isUnawareOfEnds(stage: Stage): Promise<boolean> {
  if (!stage.context.lossy) {
    return false;
  }
  const ended = stage.connections.flatMap(({ over, localPort }) =>
    over && localPort !== null ? [localPort] : [],
  );
  const link = await stage.lookAtLink(stage.clock.nowMs());
  return link.isInFlight(...ended) === true;
}
