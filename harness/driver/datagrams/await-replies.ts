import { type Duration, durationMs } from "../../scenario/amount.ts";
import type { DatagramStep } from "../../scenario/datagram-step.ts";
import type { Stage } from "../stage.ts";
import type { DatagramSocket } from "./socket.ts";

const defaultDeadline: Duration = { ms: 2000, roundTrips: 20 };

/** A slow link takes its time for what is sent, there and back, and sent again where some was lost. */
const timesOnLink = { once: 2, lossy: 8 };

/** A server may be slow: what was sent to it once more than needed is awaited like what was needed. */
const settleOnLossyLink: Duration = { ms: 1000, roundTrips: 2 };

/**
 * Waits until every datagram that the sockets sent was answered, and every copy of it, and sends those
 * without an answer again if the step says so. On a link that loses some, copies of what was answered
 * already are not waited for until the deadline.
 */
export async function awaitReplies(
  stage: Stage,
  sockets: readonly DatagramSocket[],
  step: AwaitStep,
): Promise<void> {
  const { clock, context } = stage;
  const fromMs = clock.nowMs();
  const { deadlineMs, resendMs } = timesOf(stage, sockets, step);
  const endMs = fromMs + deadlineMs;
  const isAnswered = () => sockets.every((socket) => socket.answered === socket.requests);
  const isQuit = () => sockets.every((socket) => socket.isQuit);
  let resendAtMs = fromMs + resendMs;
  // What is sent last must have as much time for its answer as all before.
  while (resendAtMs + resendMs <= endMs && !isAnswered()) {
    await until(stage, sockets, { holds: isAnswered, untilMs: resendAtMs });
    if (!isAnswered()) {
      await Promise.all(sockets.map((socket) => socket.sendAgain()));
      resendAtMs = clock.nowMs() + resendMs;
    }
  }
  await until(stage, sockets, { holds: isAnswered, untilMs: endMs });
  const settledMs = context.lossy ? clock.nowMs() + durationMs(settleOnLossyLink, context) : endMs;
  await until(stage, sockets, { holds: isQuit, untilMs: Math.min(endMs, settledMs) });
  for (const socket of sockets) {
    noteWait(stage, socket, fromMs);
  }
}

type AwaitStep = Extract<DatagramStep, { do: "awaitReplies" }>;

/** @returns ms, with the time that the link needs for what is on its way. */
function timesOf(
  { context }: Stage,
  sockets: readonly DatagramSocket[],
  { deadline = defaultDeadline, resend }: AwaitStep,
): { readonly deadlineMs: number; readonly resendMs: number } {
  const bytes = sockets.reduce((sum, socket) => sum + socket.unansweredBytes, 0);
  const linkMs = context.slowestKbit === null ? 0 : (8 * bytes) / context.slowestKbit;
  const times = context.lossy ? timesOnLink.lossy : timesOnLink.once;
  return {
    deadlineMs: durationMs(deadline, context) + times * linkMs,
    resendMs:
      resend === undefined
        ? Number.POSITIVE_INFINITY
        : durationMs(resend, context) + timesOnLink.once * linkMs,
  };
}

async function until(
  { clock, signal }: Stage,
  sockets: readonly DatagramSocket[],
  { holds, untilMs }: { readonly holds: () => boolean; readonly untilMs: number },
): Promise<void> {
  if (holds() || clock.nowMs() >= untilMs) {
    return;
  }
  const waiting = new AbortController();
  const look = () => {
    if (holds()) {
      waiting.abort();
    }
  };
  for (const socket of sockets) {
    socket.onChange(look);
  }
  const waitMs = Math.max(0, untilMs - clock.nowMs());
  await clock.sleep(waitMs, AbortSignal.any([waiting.signal, signal]));
  for (const socket of sockets) {
    socket.onChange(() => {});
  }
}

function noteWait({ clock, recorder }: Stage, socket: DatagramSocket, fromMs: number): void {
  const { requests, answered } = socket;
  const satisfied = answered === requests;
  socket.waits.push({ fromMs, toMs: clock.nowMs(), satisfied, requests, answered });
  if (!satisfied) {
    const missing = requests - answered;
    recorder.note("deadline-passed", socket.name, `${missing} of ${requests} not answered`);
  }
}
