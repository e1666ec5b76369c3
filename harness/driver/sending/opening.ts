import { durationMs } from "../../scenario/amount.ts";
import type { Content } from "../../scenario/content.ts";
import type { DriverConnection } from "../connection.ts";
import type { Stage } from "../stage.ts";
import { defaultDeadline, until } from "../wait.ts";

const content: readonly Content[] = [{ opening: true }];

/** Whether the protocol's opening has yet to be sent on a connection: it is the first part of all. */
export function isUnopened({ protocol }: Stage, connection: DriverConnection): boolean {
  return protocol.opening !== null && connection.partsSent === 0;
}

/** Sends the opening and waits for its answer, without which nothing else can be sent. */
export async function openConnection(stage: Stage, connection: DriverConnection): Promise<void> {
  connection.beginSend(content, 0);
  connection.write(stage.protocol.opening?.send ?? new Uint8Array());
  const answered = () => connection.receivedBytes >= connection.owedBytes || connection.over;
  const deadlineMs = durationMs(defaultDeadline, stage.context);
  if (!(await until(stage, connection, answered, deadlineMs))) {
    stage.recorder.note("deadline-passed", connection.name, `opening after ${deadlineMs} ms`);
  }
}

/** Records the opening as what could not be sent, on a connection that is not established. */
export function withholdOpening(stage: Stage, connection: DriverConnection): void {
  if (isUnopened(stage, connection)) {
    connection.beginSend(content, 0);
    connection.withhold(stage.protocol.opening?.send.length ?? 0);
  }
}
