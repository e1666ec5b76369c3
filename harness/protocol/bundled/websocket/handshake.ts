import { createHash } from "node:crypto";

/** RFC 6455 §4.1 asks for a random one; this client's connections are all alike. */
const key = Buffer.from("sockspec's nonce").toString("base64");

/** RFC 6455 §4.2.2: what the key is joined with, so that only a WebSocket server knows the answer. */
const accept = createHash("sha1")
  .update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
  .digest("base64");

/** The request of RFC 6455 §4.1 without extensions. @param target path and query. */
export function handshakeRequest(target: string): string {
  return [
    `GET ${target} HTTP/1.1`,
    "Host: localhost",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Key: ${key}`,
    "Sec-WebSocket-Version: 13",
    "\r\n",
  ].join("\r\n");
}

/** What a server that speaks WebSocket answers to it, RFC 6455 §4.2.2. */
export const handshakeResponse = [
  "HTTP/1.1 101 Switching Protocols",
  "Upgrade: websocket",
  "Connection: Upgrade",
  `Sec-WebSocket-Accept: ${accept}`,
  "\r\n",
].join("\r\n");
