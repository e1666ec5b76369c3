import { addRange, type Ranges } from "../crossings/ranges.ts";
import type { TimedDirection } from "./connections.ts";

/**
 * Finds when each message of a direction had passed completely: its last byte, and every byte before
 * it. Bytes that pass again count the first time.
 *
 * @param messageBytes of every message.
 * @returns ns since the case began, for the messages that were complete, in order.
 */
export function completionTimes(
  { initialSequence, data }: TimedDirection,
  messageBytes: number,
): readonly number[] {
  if (initialSequence === null) {
    return [];
  }
  const times: number[] = [];
  const passed: Ranges = [];
  let contiguousBytes = 0;
  for (const { atNs, sequence, payloadBytes } of data) {
    const from = streamOffset(sequence, initialSequence, contiguousBytes);
    addRange(passed, Math.max(0, from), from + payloadBytes);
    const [first] = passed;
    contiguousBytes = first !== undefined && first[0] === 0 ? first[1] : 0;
    while ((times.length + 1) * messageBytes <= contiguousBytes) {
      times.push(atNs);
    }
  }
  return times;
}

/**
 * Sequence numbers wrap around after 4 GiB (RFC 9293 §3.4).
 *
 * @returns the offset of a sequence number in the stream of bytes: the one nearest to `nearBytes`.
 */
function streamOffset(sequence: number, initialSequence: number, nearBytes: number): number {
  // The SYN takes a sequence number itself. A bitwise operation makes the distance a signed one.
  const distance = (sequence - initialSequence - 1 - nearBytes) | 0;
  return nearBytes + distance;
}
