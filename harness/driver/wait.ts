import type { Wait } from "../history/history.ts";
import { type Duration, durationMs } from "../scenario/amount.ts";
import type { LeafStep } from "../scenario/step.ts";
import type { DriverConnection } from "./connection.ts";
import type { Stage } from "./stage.ts";

/** For a wait that names none. Waits end as soon as they are satisfied, so it may be generous. */
export const defaultDeadline: Duration = { ms: 2000, roundTrips: 8 };

type StepOf<Do extends LeafStep["do"]> = Extract<LeafStep, { do: Do }>;

/** @returns whether the condition came true within `deadlineMs` milliseconds. */
export async function until(
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

/** Waits until everything owed has arrived, the connection is over, or nothing comes any more. */
export async function awaitEcho(
  stage: Stage,
  connection: DriverConnection,
  step: StepOf<"awaitEcho">,
): Promise<void> {
  const complete = () => connection.receivedBytes >= connection.owedBytes;
  const deadlineMs = durationMs(step.deadline ?? defaultDeadline, stage.context);
  const idleMs = step.idle === undefined ? deadlineMs : durationMs(step.idle, stage.context);
  const fromMs = stage.clock.nowMs();
  let progressing = true;
  while (!complete() && !connection.over && progressing) {
    const before = connection.receivedBytes;
    const leftMs = fromMs + deadlineMs - stage.clock.nowMs();
    const moved = () => complete() || connection.over || connection.receivedBytes !== before;
    progressing = leftMs > 0 && (await until(stage, connection, moved, Math.min(idleMs, leftMs)));
  }
  noteWait(stage, connection, { step: "awaitEcho", fromMs, satisfied: complete() });
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
 * Listens for a time in which nothing should arrive.
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
