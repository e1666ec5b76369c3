import { durationMs } from "../../scenario/amount.ts";
import type { Content } from "../../scenario/content.ts";
import type { DriverConnection } from "../connection.ts";
import type { Stage } from "../stage.ts";
import { defaultDeadline, until } from "../wait.ts";

const content: readonly Content[] = [{ opening: true }];

/** Whether the protocol's opening has yet to be sent on a connection: it is the first part of all. */
export function isUnopened({ protocol }: Stage, connection: DriverConnection): boolean {
  return protocol.opening.length > 0 && connection.partsSent === 0 && !connection.unopened;
}

/**
 * Sends the opening and waits for its answers. Where one is late, the rest and all that follows is sent
 * when it comes.
 */
export async function openConnection(stage: Stage, connection: DriverConnection): Promise<void> {
  connection.beginSend(content, 0);
  const answered = () => connection.receivedBytes >= connection.owedBytes || connection.over;
  const deadlineMs = durationMs(defaultDeadline, stage.context);
  let isAnswered = true;
  for (const { send } of stage.protocol.opening) {
    connection.writeBehind(send);
    if (!isAnswered) {
      continue;
    }
    isAnswered = await until(stage, connection, answered, deadlineMs);
    if (!isAnswered) {
      stage.recorder.note("deadline-passed", connection.name, `opening after ${deadlineMs} ms`);
    }
  }
}

/** Records the opening as what could not be sent, on a connection that is not established. */
export function withholdOpening(stage: Stage, connection: DriverConnection): void {
  if (isUnopened(stage, connection)) {
    connection.beginSend(content, 0);
    for (const { send } of stage.protocol.opening) {
      connection.withhold(send.length);
    }
  }
}
