import { type Duration, durationMs } from "../../scenario/amount.ts";
import type { DatagramStep } from "../../scenario/datagram-step.ts";
import type { Stage } from "../stage.ts";
import type { DatagramSocket } from "./socket.ts";

const defaultDeadline: Duration = { ms: 2000, roundTrips: 20 };

/** A slow link takes its time for what is sent, there and back, and sent again where some was lost. */
const timesOnLink = { once: 2, lossy: 8 };

/**
 * Waits until every datagram that the sockets sent was answered, with each copy, and sends those without an
 * answer again if the step says so. Where a copy more was sent than was needed, its answer gets as much
 * time as would pass before another.
 */
export async function awaitReplies(
  stage: Stage,
  sockets: readonly DatagramSocket[],
  step: Extract<DatagramStep, { do: "awaitReplies" }>,
): Promise<void> {
  const { clock, context } = stage;
  const fromMs = clock.nowMs();
  const bytes = sockets.reduce((sum, socket) => sum + socket.unansweredBytes, 0);
  const linkMs = context.slowestKbit === null ? 0 : (8 * bytes) / context.slowestKbit;
  const times = context.lossy ? timesOnLink.lossy : timesOnLink.once;
  const endMs = fromMs + durationMs(step.deadline ?? defaultDeadline, context) + times * linkMs;
  const resendMs =
    step.resend === undefined
      ? Number.POSITIVE_INFINITY
      : durationMs(step.resend, context) + timesOnLink.once * linkMs;
  const isAnswered = () => sockets.every((socket) => socket.answered === socket.requests);
  const isQuit = () => sockets.every((socket) => socket.isQuit);
  let sentAtMs = fromMs;
  while (!isQuit() && clock.nowMs() < endMs) {
    const nextMs = Math.min(endMs, sentAtMs + resendMs);
    await untilQuit(stage, sockets, { isQuit, untilMs: nextMs });
    if (isQuit() || isAnswered()) {
      break;
    }
    if (clock.nowMs() >= sentAtMs + resendMs && clock.nowMs() < endMs) {
      sentAtMs = clock.nowMs();
      await Promise.all(sockets.map((socket) => socket.sendAgain()));
    }
  }
  for (const socket of sockets) {
    noteWait(stage, socket, fromMs);
  }
}

async function untilQuit(
  { clock, signal }: Stage,
  sockets: readonly DatagramSocket[],
  { isQuit, untilMs }: { readonly isQuit: () => boolean; readonly untilMs: number },
): Promise<void> {
  const waiting = new AbortController();
  const look = () => {
    if (isQuit()) {
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
