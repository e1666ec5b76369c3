import { beginningOf, type DatagramNumbers } from "../../protocol/datagrams/numbers.ts";
import type { DatagramCrossing, NamedDatagram } from "./crossing.ts";

/**
 * Numbers the datagrams of a socket: of several with the same data, the first that crosses is the first
 * that was sent, and what is left over was sent again.
 *
 * @param crossings of the socket, in order of time.
 */
export function nameDatagrams(
  crossings: readonly DatagramCrossing[],
  { requests, ofRequests, ofReplies }: DatagramNumbers,
): readonly NamedDatagram[] {
  const passed = new Map<string, number>();
  return crossings.map((crossing) => {
    const isReply = crossing.direction === "toClient";
    const { payloadBytes, head, marks } = crossing;
    const beginning = beginningOf(payloadBytes, head);
    const numbers = (isReply ? ofReplies : ofRequests).get(beginning) ?? [];
    const key = `${crossing.direction} ${beginning}`;
    const times = passed.get(key) ?? 0;
    const isCopy = marks.includes("duplicated");
    if (!isCopy) {
      passed.set(key, times + 1);
    }
    const place = isCopy ? Math.max(0, times - 1) : times;
    const index = Math.min(place, numbers.length - 1);
    const number = crossing.icmp === null ? (numbers[index] ?? null) : null;
    const isAgain = !isReply && !isCopy && number !== null && times >= numbers.length;
    return {
      ...crossing,
      number,
      requests,
      marks: isAgain ? [...marks, "retransmission" as const] : marks,
    };
  });
}
