import type { Limits, Measured, ProtocolDefinition } from "../protocol.ts";
import {
  applyMask,
  clientFrame,
  frameHeader,
  frameHeaderIn,
  maskingKeyOf,
  opcodes,
} from "./websocket/frame.ts";
import { handshakeRequest, handshakeResponse } from "./websocket/handshake.ts";
import { readReplies } from "./websocket/read-replies.ts";
import { startReplies } from "./websocket/replies.ts";

/** RFC 6455 §7.4.1: a close frame with the code 1000. */
export const normalClosure = {
  send: clientFrame(opcodes.close, Uint8Array.of(1000 >> 8, 1000 & 0xff)),
};

/**
 * RFC 6455, without extensions. The messages of the catalogue are binary ones, each in one masked frame.
 * What comes back is compared as messages: a server may cut them into fragments.
 */
export const websocket: ProtocolDefinition = {
  name: "websocket",
  title: "WebSocket messages that come back (RFC 6455)",
  opening: { send: handshakeRequest("/"), reply: handshakeResponse },
  header: (payloadBytes, mark) => frameHeader(opcodes.binary, payloadBytes, mark),
  mask: (payload, mark) => applyMask(payload, maskingKeyOf(mark)),
  measure: measureFrame,
  startReplies,
  startReader: readReplies,
  lengths: { most: Number.MAX_SAFE_INTEGER, negative: negativeLength() },
  closing: normalClosure,
  halfClose: false,
  // §7.1.7: no more data is processed once the connection fails.
  dropsUnanswered: true,
};

/** Where a client's frame ends. */
export function measureFrame(bytes: Uint8Array, { maxFrameBytes }: Limits): Measured {
  const header = frameHeaderIn(bytes);
  if (header === null) {
    return "more";
  }
  if (header.wrong !== null || !header.masked || header.payloadBytes > maxFrameBytes) {
    return "refused";
  }
  return header.bytes + header.payloadBytes;
}

/** RFC 6455 §5.2: the most significant bit of a length must be 0. */
function negativeLength(): Uint8Array {
  const header = frameHeader(opcodes.binary, Number.MAX_SAFE_INTEGER, 0);
  header.set(Buffer.from("8000000000000001", "hex"), 2);
  return header;
}
