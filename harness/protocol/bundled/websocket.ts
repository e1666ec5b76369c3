import { createHash } from "node:crypto";
import type { Measured, ProtocolDefinition } from "../protocol.ts";
import { applyMask, frameHeader, frameHeaderIn, opcodes } from "./websocket/frame.ts";
import { readReplies } from "./websocket/read-replies.ts";
import { startReplies } from "./websocket/replies.ts";

/** RFC 6455 §4.1 asks for a random one; this client's connections are all alike. */
const key = Buffer.from("sockspec's nonce").toString("base64");

/** RFC 6455 §4.2.2: what the key is joined with, so that only a WebSocket server knows the answer. */
const accept = createHash("sha1")
  .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
  .digest("base64");

/**
 * RFC 6455, without extensions. The messages of the catalogue are binary ones, each in one masked frame.
 * What comes back is compared as messages: a server may cut them into fragments.
 */
export const websocket: ProtocolDefinition = {
  name: "websocket",
  title: "WebSocket messages that come back (RFC 6455)",
  opening: {
    send: [
      "GET / HTTP/1.1",
      "Host: localhost",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Key: ${key}`,
      "Sec-WebSocket-Version: 13",
      "\r\n",
    ].join("\r\n"),
    reply: [
      "HTTP/1.1 101 Switching Protocols",
      "Upgrade: websocket",
      "Connection: Upgrade",
      `Sec-WebSocket-Accept: ${accept}`,
      "\r\n",
    ].join("\r\n"),
  },
  header: (payloadBytes, mark) => frameHeader(opcodes.binary, payloadBytes, mark),
  mask(payload, mark) {
    const maskingKey = Buffer.alloc(4);
    maskingKey.writeUInt32BE(mark);
    applyMask(payload, maskingKey);
  },
  measure(bytes, { maxFrameBytes }): Measured {
    const header = frameHeaderIn(bytes);
    if (header === null) {
      return "more";
    }
    if (header.wrong !== null || !header.masked || header.payloadBytes > maxFrameBytes) {
      return "refused";
    }
    return header.bytes + header.payloadBytes;
  },
  startReplies,
  startReader: readReplies,
  lengths: { most: Number.MAX_SAFE_INTEGER, negative: negativeLength() },
  halfClose: false,
};

/** RFC 6455 §5.2: the most significant bit of a length must be 0. */
function negativeLength(): Uint8Array {
  const header = frameHeader(opcodes.binary, Number.MAX_SAFE_INTEGER, 0);
  header.set(Buffer.from("8000000000000001", "hex"), 2);
  return header;
}
