import { createHash } from "node:crypto";
import type { Fault } from "./fault.ts";

export interface Opening {
  readonly response: string;
  readonly isAccepted: boolean;
  /** What follows the request. */
  readonly rest: Buffer;
}

/** @returns the answer to the opening handshake; null while its end has not arrived. */
export function answerOpening(bytes: Buffer, fault: Fault): Opening | null {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) {
    return fault === "opening-in-one-read" ? refusal : null;
  }
  const fields = new Map(
    bytes
      .toString("latin1", 0, end)
      .split("\r\n")
      .slice(1)
      .map((line) => {
        const colon = line.indexOf(":");
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const;
      }),
  );
  if (!isComplete(fields) && fault !== "accepts-any-opening") {
    return refusal;
  }
  const accept = createHash("sha1")
    .update(`${fields.get("sec-websocket-key")}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  const lines = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
    "\r\n",
  ];
  return { response: lines.join("\r\n"), isAccepted: true, rest: bytes.subarray(end + 4) };
}

const refusal: Opening = {
  response: "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
  isAccepted: false,
  rest: Buffer.alloc(0),
};

/** RFC 6455 §4.2.1. */
function isComplete(fields: ReadonlyMap<string, string>): boolean {
  return (
    fields.get("upgrade")?.toLowerCase() === "websocket" &&
    fields.get("connection")?.toLowerCase().includes("upgrade") === true &&
    Buffer.from(fields.get("sec-websocket-key") ?? "", "base64").length === 16 &&
    fields.get("sec-websocket-version") === "13"
  );
}
