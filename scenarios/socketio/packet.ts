import type { Content } from "../../harness/scenario/content.ts";
import { raw } from "../raw.ts";

/** RFC 6455 §5.2: the first byte of a frame that is a whole message. */
const first = { text: 0x81, binary: 0x82 } as const;

/** An Engine.IO packet of a client, in a frame of its own. */
export function packet(text: string): Content {
  return frame(first.text, Buffer.from(text));
}

/** A binary attachment of the packet before it. */
export function attachment(bytes: readonly number[]): Content {
  return frame(first.binary, Buffer.from(bytes));
}

/** What stands for an attachment in the JSON of its packet. */
export function placeholder(num: number): string {
  return `{"_placeholder":true,"num":${num}}`;
}

/** The masking key is zero, which changes nothing, so that explanations show what is sent. */
function frame(firstByte: number, payload: Buffer): Content {
  const length =
    payload.length < 126
      ? [0x80 | payload.length]
      : [0x80 | 126, payload.length >> 8, payload.length & 0xff];
  const header = Buffer.from([firstByte, ...length, 0, 0, 0, 0]);
  return { raw: Buffer.concat([header, payload]).toString("hex") };
}

/** The request that opens a session over WebSocket, with that query. */
export function request(query: string): Content {
  const lines = [
    `GET /socket.io/?${query} HTTP/1.1`,
    "Host: localhost",
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Key: c29ja3NwZWMncyBub25jZQ==",
    "Sec-WebSocket-Version: 13",
  ];
  return raw(`${lines.join("\r\n")}\r\n\r\n`);
}
