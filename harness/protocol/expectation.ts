import type { ConnectionHistory, History, ReceivedDigest } from "../history/history.ts";
import { codecFor } from "./codec-for.ts";
import { startDigest } from "./digest.ts";
import { renderContent } from "./render.ts";

/** What the server owed on a connection, reduced to digests like the received bytes. */
export interface Expectation {
  /** Total bytes owed. */
  readonly owedBytes: number;
  /** The digest of the first `received.bytes` owed bytes, or of all of them if fewer are owed. */
  readonly prefix: ReceivedDigest;
}

/**
 * Derives what had to come back on a connection, by replaying what was sent to the protocol's
 * model.
 */
export function expectationOf(history: History, connection: ConnectionHistory): Expectation {
  const codec = codecFor(history.protocol);
  const model = codec.startModel(history.context);
  const digest = startDigest();
  for (const part of connection.sent) {
    let remaining = part.bytes;
    for (const piece of renderContent(codec, part.content, part.seed, history.context)) {
      const sent = piece.subarray(0, remaining);
      remaining -= sent.length;
      for (const owed of model.push(sent)) {
        digest.push(owed.subarray(0, connection.received.bytes - digest.bytes));
      }
      if (remaining === 0) {
        break;
      }
    }
  }
  return { owedBytes: model.owedBytes, prefix: digest.finish(false) };
}

/**
 * @returns the offset of the first received byte that differs from the owed one, or null if
 * the received bytes match. Exact within the stored head, else the start of the
 * block that differs; if more arrived than was owed, only complete blocks are compared.
 */
export function firstDifference(received: ReceivedDigest, expected: ReceivedDigest): number | null {
  const receivedHead = Buffer.from(received.head, "base64");
  const expectedHead = Buffer.from(expected.head, "base64");
  const headLength = Math.min(receivedHead.length, expectedHead.length);
  for (let offset = 0; offset < headLength; offset += 1) {
    if (receivedHead[offset] !== expectedHead[offset]) {
      return offset;
    }
  }
  const comparable = Math.min(received.bytes, expected.bytes);
  const wholeBlocks =
    received.bytes === expected.bytes
      ? expected.blockCrcs.length
      : Math.floor(comparable / received.blockBytes);
  for (let block = 0; block < wholeBlocks; block += 1) {
    if (received.blockCrcs[block] !== expected.blockCrcs[block]) {
      return Math.max(headLength, block * received.blockBytes);
    }
  }
  return null;
}
