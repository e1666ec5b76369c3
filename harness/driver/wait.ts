import type { Wait } from "../history/history.ts";
import { type Duration, durationMs } from "../scenario/amount.ts";
import type { LeafStep } from "../scenario/step.ts";
import type { DriverConnection } from "./connection.ts";
import { patienceMs } from "./patience.ts";
import type { Stage } from "./stage.ts";

/** Default deadline. Waits end as soon as they are satisfied, so it may be generous. */
export const defaultDeadline: Duration = { ms: 2000, roundTrips: 8 };

type StepOf<Do extends LeafStep["do"]> = Extract<LeafStep, { do: Do }>;

/**
 * A deadline is for the implementation. If the link may lose or delay segments, it does not expire
 * while segments of the connection are in flight; nor, on any link, while some are between a proxy and its
 * upstream: a host whose receive buffer is full of small segments drops more of them, although it has
 * announced room, and its peer's timeout has grown to seconds when its reader goes on.
 *
 * @returns whether the condition became true within `deadlineMs` milliseconds.
 */
export async function until(
  stage: Stage,
  connection: DriverConnection,
  condition: () => boolean,
  deadlineMs: number,
): Promise<boolean> {
  const met = await untilAtMost(stage, connection, condition, deadlineMs);
  return met || (await afterDeadline(stage, connection, condition, deadlineMs));
}

/** @returns whether the condition became true by what was on its way when the deadline passed. */
async function afterDeadline(
  stage: Stage,
  connection: DriverConnection,
  condition: () => boolean,
  deadlineMs: number,
): Promise<boolean> {
  const waitsForLink =
    !(condition() || hasGivenUp(stage)) && (stage.patient || (await isUpstreamInFlight(stage)));
  return waitsForLink ? await whileInFlight(stage, connection, condition, deadlineMs) : condition();
}

async function isUpstreamInFlight(stage: Stage): Promise<boolean> {
  const { upstreamInFlight } = await stage.lookAtLink(stage.clock.nowMs());
  return upstreamInFlight === true;
}

/** One wait for the link is enough: after it, nothing late can be judged. */
function hasGivenUp({ recorder }: Stage): boolean {
  return recorder.events.some(({ event }) => event === "link-unsettled");
}

/** Time between looks for segments in flight, in ms; longer where an answer may take long. */
const lookPeriodMs = 100;
const lookShareOfAnswer = 1 / 3;

/** How old a look may be that was made for another connection: not as old as the last one of its own. */
const ageShareOfPeriod = 9 / 10;

/** @returns when to look again: at the same moment as the other connections, so that they wake once, and share it. */
function lookMoment(nowMs: number, periodMs: number): number {
  return Math.ceil((nowMs + periodMs / 2) / periodMs) * periodMs;
}

/**
 * Keeps waiting until nothing has been in flight for as long as an answer may take.
 *
 * @returns whether the condition became true.
 */
async function whileInFlight(
  stage: Stage,
  connection: DriverConnection,
  condition: () => boolean,
  deadlineMs: number,
): Promise<boolean> {
  const answerMs = Math.min(deadlineMs, durationMs(defaultDeadline, stage.context));
  const periodMs = Math.max(lookPeriodMs, answerMs * lookShareOfAnswer);
  const beganMs = stage.clock.nowMs();
  const endMs = beganMs + patienceMs(stage.context);
  // When all that had been in flight has arrived for certain. The server may be answering it.
  let arrivedByMs: number | null = null;
  // What was seen before the deadline says nothing of what was sent until then.
  let sinceMs = beganMs;
  while (!condition()) {
    const link = await stage.lookAtLink(sinceMs);
    const inFlight = link.isInFlight(connection.localPort);
    if (inFlight === null) {
      break;
    }
    arrivedByMs = inFlight ? null : (arrivedByMs ?? link.answeredAtMs);
    // A look that was made for another connection shows what was in flight then, and not now.
    if (arrivedByMs !== null && link.askedAtMs >= arrivedByMs + answerMs) {
      break;
    }
    const nowMs = stage.clock.nowMs();
    if (nowMs >= endMs) {
      stage.recorder.note("link-unsettled", connection.name);
      break;
    }
    const answeredByMs = (arrivedByMs ?? Number.POSITIVE_INFINITY) + answerMs;
    const againMs = Math.min(lookMoment(nowMs, periodMs), answeredByMs);
    await untilAtMost(stage, connection, condition, againMs - nowMs);
    const isLast = againMs === answeredByMs;
    sinceMs = isLast ? answeredByMs : stage.clock.nowMs() - periodMs * ageShareOfPeriod;
  }
  return condition();
}

async function untilAtMost(
  stage: Pick<Stage, "clock" | "signal">,
  connection: DriverConnection,
  condition: () => boolean,
  deadlineMs: number,
): Promise<boolean> {
  if (condition()) {
    return true;
  }
  const waiting = new AbortController();
  const stop = connection.onChange(() => {
    if (condition()) {
      waiting.abort();
    }
  });
  try {
    await stage.clock.sleep(deadlineMs, AbortSignal.any([waiting.signal, stage.signal]));
  } finally {
    stop();
  }
  return condition();
}

/**
 * Waits until everything owed has arrived (the message, of a client), the connection has ended, or nothing arrives any more.
 */
export async function awaitEcho(
  stage: Stage,
  connection: DriverConnection,
  step: StepOf<"awaitEcho"> | StepOf<"awaitMessage">,
): Promise<void> {
  const complete = () => connection.receivedBytes >= connection.owedBytes;
  const done = () => complete() || connection.over;
  const deadlineMs = durationMs(step.deadline ?? defaultDeadline, stage.context);
  const idle = step.do === "awaitEcho" ? step.idle : undefined;
  const idleMs = idle === undefined ? deadlineMs : durationMs(idle, stage.context);
  const fromMs = stage.clock.nowMs();
  const leftMs = () => Math.max(0, fromMs + deadlineMs - stage.clock.nowMs());
  let progressing = true;
  while (!done() && progressing && leftMs() > idleMs) {
    const before = connection.arrivedBytes;
    const moved = () => done() || connection.arrivedBytes !== before;
    progressing = await until(stage, connection, moved, idleMs);
  }
  // Progress does not move the deadline. What is on its way then counts, all of it.
  if (progressing && !(await untilAtMost(stage, connection, done, leftMs()))) {
    await afterDeadline(stage, connection, done, deadlineMs);
  }
  noteWait(stage, connection, { step: step.do, fromMs, satisfied: complete() });
}

/** Waits until the peer has ended the connection. */
export async function awaitEnd(
  stage: Stage,
  connection: DriverConnection,
  step: StepOf<"awaitEnd">,
): Promise<void> {
  const fromMs = stage.clock.nowMs();
  const deadlineMs = durationMs(step.deadline ?? defaultDeadline, stage.context);
  await until(stage, connection, () => connection.over, deadlineMs);
  noteWait(stage, connection, { step: "awaitEnd", fromMs, satisfied: connection.ended });
}

/**
 * Listens for a period in which nothing should arrive.
 *
 * @returns the time waited, in ms.
 */
export async function awaitQuiet(
  stage: Stage,
  connection: DriverConnection,
  step: StepOf<"awaitQuiet">,
): Promise<number> {
  const fromMs = stage.clock.nowMs();
  const quietMs = durationMs(step.quiet, stage.context);
  await until(stage, connection, () => connection.over, quietMs);
  return Math.min(quietMs, stage.clock.nowMs() - fromMs);
}

export function noteWait(
  stage: Stage,
  connection: DriverConnection,
  wait: Pick<Wait, "step" | "fromMs" | "satisfied">,
): void {
  const { receivedBytes, owedBytes } = connection;
  connection.waits.push({ ...wait, toMs: stage.clock.nowMs(), receivedBytes, owedBytes });
  if (!wait.satisfied && wait.step !== "sendUntilBlocked") {
    stage.recorder.note("deadline-passed", connection.name, wait.step);
  }
}
