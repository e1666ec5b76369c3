import type { ConnectionHistory, History, ReceivedDigest } from "../history/history.ts";
import { startDigest } from "./digest.ts";
import { type EchoModel, startModel } from "./model.ts";
import { protocolNamed } from "./protocols.ts";
import { renderContent } from "./render.ts";

/** The bytes owed on a connection, as digests like those of the received bytes. */
export interface Expectation {
  /** Total bytes owed for what was sent. */
  readonly owedBytes: number;
  /** Bytes that would be owed as well if the steps could have sent all that they were to send. */
  readonly withheldOwedBytes: number;
  /** Bytes that the server may send behind those, or refuse to. */
  readonly optionalBytes: number;
  /**
   * The digest of the first `received.bytes` owed bytes, or of all of them if fewer are owed. Bytes that the
   * server may also leave out follow them.
   */
  readonly prefix: ReceivedDigest;
}

/**
 * Derives what had to come back on a connection, by replaying what was sent to the protocol's
 * model.
 */
export function expectationOf(history: History, connection: ConnectionHistory): Expectation {
  const model = modelOf(history);
  const digest = startDigest();
  for (const sent of sentPieces(history, connection)) {
    for (const owed of model.push(sent)) {
      digest.push(owed.subarray(0, connection.received.bytes - digest.bytes));
    }
  }
  digest.push(model.optional.subarray(0, connection.received.bytes - digest.bytes));
  const { owedBytes, optional } = model;
  return {
    owedBytes,
    withheldOwedBytes: Math.max(0, owedForWhole(history, connection) - owedBytes),
    optionalBytes: optional.length,
    prefix: digest.finish(false),
  };
}

function modelOf({ protocol, context }: History): EchoModel {
  return startModel(protocolNamed(protocol), context);
}

/** @returns the digest of the first `received.bytes` bytes that were sent, or of all of them. */
export function sentPrefixOf(history: History, connection: ConnectionHistory): ReceivedDigest {
  const digest = startDigest();
  for (const sent of sentPieces(history, connection)) {
    digest.push(sent.subarray(0, connection.received.bytes - digest.bytes));
  }
  return digest.finish(false);
}

/** Everything that was sent, in order. */
export function* sentPieces(
  { protocol, context }: History,
  { sent }: ConnectionHistory,
): Generator<Uint8Array> {
  for (const part of sent) {
    let remaining = part.bytes;
    for (const piece of renderContent(protocolNamed(protocol), part, context)) {
      yield piece.subarray(0, remaining);
      remaining -= Math.min(remaining, piece.length);
      if (remaining === 0) {
        break;
      }
    }
  }
}

/** @returns the bytes owed had all steps sent their content; 0 if nothing was withheld. */
function owedForWhole(history: History, connection: ConnectionHistory): number {
  if (connection.sent.every((part) => part.withheldBytes === 0)) {
    return 0;
  }
  const model = modelOf(history);
  for (const { bytes } of intendedPieces(history, connection)) {
    model.push(bytes);
  }
  return model.owedBytes;
}

/**
 * @returns when the step began whose bytes, sent or not, must end the connection; null if none.
 */
export function refusedAtMs(history: History, connection: ConnectionHistory): number | null {
  const model = modelOf(history);
  for (const { atMs, bytes } of intendedPieces(history, connection)) {
    model.push(bytes);
    if (model.refused) {
      return atMs;
    }
  }
  return null;
}

/** Everything that the steps were to send, in order, with the time at which each step began. */
function* intendedPieces(
  { protocol, context }: History,
  { sent }: ConnectionHistory,
): Generator<{ readonly atMs: number; readonly bytes: Uint8Array }> {
  for (const part of sent) {
    let remaining = part.bytes + part.withheldBytes;
    for (const piece of renderContent(protocolNamed(protocol), part, context)) {
      yield { atMs: part.atMs, bytes: piece.subarray(0, remaining) };
      remaining -= Math.min(remaining, piece.length);
      if (remaining === 0) {
        break;
      }
    }
  }
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
