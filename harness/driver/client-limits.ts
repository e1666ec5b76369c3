import { type CaseContext, durationMs } from "../scenario/amount.ts";
import type { Step } from "../scenario/step.ts";

type LinkContext = Pick<CaseContext, "roundTripMs" | "keepAliveMs" | "slowestKbit" | "lossy">;

/** A handshake, a message and its retransmissions on a link with delay. */
const silence = { ms: 5000, roundTrips: 20 };

/** Retransmissions back off: RFC 6298 §5.5. */
const afterLossMs = 30_000;

/** A runtime starts in a few tenths of a second, and in 2 s in a busy guest kernel. */
const startMs = 10_000;

/** A client meets with its deadline when it connects, sends, and waits for the end. */
const silences = 4;

/** @returns how long a client of this link is to wait for a sign of its server, in ms. */
export function clientDeadlineMs(messages: readonly number[], context: LinkContext): number {
  const { slowestKbit, lossy } = context;
  // There, and back.
  const transferMs = slowestKbit === null ? 0 : (2 * 8 * Math.max(...messages)) / slowestKbit;
  return Math.ceil(durationMs(silence, context) + transferMs + (lossy ? afterLossMs : 0));
}

/** @returns how long a client may take from its start to its end, in ms. */
export function clientLimitMs(
  { messages }: Extract<Step, { do: "runClient" }>,
  context: LinkContext,
): number {
  return startMs + silences * clientDeadlineMs(messages, context);
}
