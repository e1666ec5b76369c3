import { durationMs } from "../../scenario/amount.ts";
import type { Content } from "../../scenario/content.ts";
import type { LeafStep } from "../../scenario/step.ts";
import type { DriverConnection } from "../connection.ts";
import type { Stage } from "../stage.ts";
import { defaultDeadline, until } from "../wait.ts";

const content: readonly Content[] = [{ opening: true }];

/** Whether rounds of the protocol's opening have yet to be sent on a connection: they are its first part. */
export function isUnopened({ protocol }: Stage, connection: DriverConnection): boolean {
  return connection.openingRounds < protocol.opening.length && !connection.unopened;
}

/** Steps that end a connection do not wait for the rest of an opening. */
const ending: readonly LeafStep["do"][] = ["close", "abort", "shutdownWrite"];

/** Whether a step needs more of the opening than was sent. */
export function needsOpening(
  stage: Stage,
  connection: DriverConnection,
  step: Pick<LeafStep, "do">,
): boolean {
  const isBegun = connection.openingRounds > 0;
  return isUnopened(stage, connection) && !(isBegun && ending.includes(step.do));
}

/**
 * Sends the opening and waits for its answers, without which nothing else can be sent. Where an answer is late,
 * the next step that needs it goes on from there, once.
 */
export async function openConnection(stage: Stage, connection: DriverConnection): Promise<void> {
  const { opening } = stage.protocol;
  const isSecondTry = connection.openingRounds > 0;
  if (!isSecondTry) {
    connection.beginSend(content, 0);
  }
  let isAnswered = !isSecondTry || (await awaitAnswer(stage, connection));
  while (isAnswered && connection.openingRounds < opening.length) {
    connection.write(opening[connection.openingRounds]?.send ?? new Uint8Array());
    connection.openingRounds += 1;
    isAnswered = await awaitAnswer(stage, connection);
  }
  if (isSecondTry) {
    withholdRest(stage, connection);
  }
}

/** @returns whether it came in time, or nothing more can come. */
async function awaitAnswer(stage: Stage, connection: DriverConnection): Promise<boolean> {
  const isAnswered = () => connection.receivedBytes >= connection.owedBytes || connection.over;
  const deadlineMs = durationMs(defaultDeadline, stage.context);
  const inTime = await until(stage, connection, isAnswered, deadlineMs);
  if (!inTime) {
    stage.recorder.note("deadline-passed", connection.name, `opening after ${deadlineMs} ms`);
  }
  return inTime;
}

/** Records the opening as what could not be sent, on a connection that is not established. */
export function withholdOpening(stage: Stage, connection: DriverConnection): void {
  if (isUnopened(stage, connection)) {
    if (connection.openingRounds === 0) {
      connection.beginSend(content, 0);
    }
    withholdRest(stage, connection);
  }
}

function withholdRest({ protocol }: Stage, connection: DriverConnection): void {
  for (const { send } of protocol.opening.slice(connection.openingRounds)) {
    connection.withhold(send.length);
  }
  connection.openingRounds = protocol.opening.length;
}
