import type { Socket } from "node:net";
import { type Duration, durationMs } from "../../scenario/amount.ts";
import type { LeafStep } from "../../scenario/step.ts";
import { DriverConnection } from "../connection.ts";
import { headBytesAt, retireReleased } from "../played-connection.ts";
import type { Stage } from "../stage.ts";

type ListeningStep = Extract<LeafStep, { do: "listen" | "startClient" | "accept" }>;
type AcceptStep = Extract<LeafStep, { do: "accept" }>;

/** A runtime that starts on a busy machine took 2 s to connect. */
const acceptDeadline: Duration = { ms: 5000, roundTrips: 8 };

/** A SYN that is lost is sent again after 1, 3, 7 and 15 s (RFC 6298 §2.1). */
const lossyPatienceMs = 20_000;

export function isListeningStep(step: LeafStep): step is ListeningStep {
  return step.do === "listen" || step.do === "startClient" || step.do === "accept";
}

/** Plays a step with which the driver is a server. */
export async function playListeningStep(stage: Stage, step: ListeningStep): Promise<void> {
  switch (step.do) {
    case "listen":
      await stage.listening.start(stage.address);
      stage.recorder.note("listening");
      break;
    case "startClient":
      stage.recorder.note("client-started", undefined, step.client);
      await stage.ask({ do: "startClient", client: step.client });
      break;
    case "accept":
      await accept(stage, step);
      break;
  }
}

async function accept(stage: Stage, step: AcceptStep): Promise<void> {
  const { connection: name } = step;
  retireReleased(stage.connections, stage.groups.get(name) ?? []);
  const made = stage.made.get(name) ?? 0;
  const deadlineMs =
    durationMs(step.deadline ?? acceptDeadline, stage.context) +
    (stage.context.lossy ? lossyPatienceMs : 0);
  const socket = await nextSocket(stage, deadlineMs);
  if (socket === null) {
    stage.groups.set(name, []);
    stage.recorder.note("deadline-passed", name, `accept after ${deadlineMs} ms`);
    return;
  }
  const connection = new DriverConnection({
    ...stage,
    address: { accepted: socket },
    name: made === 0 ? name : `${name}#${made + 1}`,
    group: name,
    index: 1,
    unopened: true,
    headBytes: headBytesAt(stage.connections.length),
    mute: false,
  });
  stage.connections.push(connection);
  stage.groups.set(name, [connection]);
  stage.made.set(name, made + 1);
}

async function nextSocket(
  { listening, clock, signal }: Stage,
  deadlineMs: number,
): Promise<Socket | null> {
  const first = listening.take();
  if (first !== null) {
    return first;
  }
  const arrived = new AbortController();
  const stop = listening.onArrival(() => arrived.abort());
  try {
    await clock.sleep(deadlineMs, AbortSignal.any([arrived.signal, signal]));
  } finally {
    stop();
  }
  return listening.take();
}
