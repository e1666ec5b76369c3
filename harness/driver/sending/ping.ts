import { deriveSeed } from "../../protocol/random.ts";
import { renderContent } from "../../protocol/render.ts";
import { type ByteAmount, byteCount, durationMs } from "../../scenario/amount.ts";
import type { Content } from "../../scenario/content.ts";
import type { LeafStep } from "../../scenario/step.ts";
import type { DriverConnection } from "../connection.ts";
import { watchProcessorWait } from "../processor-wait.ts";
import type { Stage } from "../stage.ts";
import { defaultDeadline, until } from "../wait.ts";

type PingStep = Extract<LeafStep, { do: "ping" }>;

/** Records the first ping as lost, on a connection that is not established. */
export function losePing(stage: Stage, connection: DriverConnection, step: PingStep): void {
  const content = contentOf(stage, step, 0);
  const seed = deriveSeed(stage.context.seed, connection.name, connection.partsSent);
  const part = connection.beginSend(content, seed);
  for (const message of renderContent(stage.protocol, part, stage.context)) {
    connection.withhold(message.length);
  }
  const nowMs = stage.clock.nowMs();
  connection.pings.push({ atMs: nowMs, untilMs: nowMs, latencyMs: null, processorWaitMs: 0 });
}

/** @param number of the ping, from 0. */
function contentOf({ context }: Stage, { bytes }: PingStep, number: number): readonly Content[] {
  const sizes: readonly ByteAmount[] = Array.isArray(bytes) ? bytes : [bytes];
  return [{ messages: 1, bytes: byteCount(sizes[number % sizes.length] ?? 0, context) }];
}

/**
 * Sends one message after another, each when the previous echo has arrived. The first one
 * that misses its deadline is the last: later ones would only wait behind it.
 *
 * @returns the time spent between pings, in ms.
 */
export async function pingConnection(
  stage: Stage,
  connection: DriverConnection,
  step: PingStep,
): Promise<number> {
  const everyMs = durationMs(step.every, stage.context);
  const deadlineMs = durationMs(step.deadline ?? defaultDeadline, stage.context);
  const processorWait = await watchProcessorWait(stage);
  for (let number = 0; number < step.count; number += 1) {
    if (number > 0) {
      await stage.clock.sleep(everyMs, stage.signal);
    }
    const seed = deriveSeed(stage.context.seed, connection.name, connection.partsSent);
    const content = contentOf(stage, step, number);
    const part = connection.beginSend(content, seed);
    const atMs = stage.clock.nowMs();
    let sent = true;
    for (const message of renderContent(stage.protocol, part, stage.context)) {
      sent = connection.write(message) && sent;
    }
    const complete = () => sent && connection.receivedBytes >= connection.owedBytes;
    const settled = () => complete() || connection.over;
    await until(stage, connection, settled, deadlineMs);
    const untilMs = stage.clock.nowMs();
    const latencyMs = complete() ? untilMs - atMs : null;
    const processorWaitMs = await processorWait.sinceLastLook();
    connection.pings.push({ atMs, untilMs, latencyMs, processorWaitMs });
    if (!complete()) {
      stage.recorder.note("deadline-passed", connection.name, `ping ${number + 1}`);
      break;
    }
  }
  return everyMs * (step.count - 1);
}
