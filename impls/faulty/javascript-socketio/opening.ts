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
    return null;
  }
  const [requestLine = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const key = lines.find((line) => line.toLowerCase().startsWith("sec-websocket-key:"));
  const isAsked = isSession(requestLine.split(" ")[1] ?? "");
  if (key === undefined || (!isAsked && fault !== "accepts-any-query")) {
    const response = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    return { response, isAccepted: false, rest: Buffer.alloc(0) };
  }
  const accept = createHash("sha1")
    .update(`${key.slice(key.indexOf(":") + 1).trim()}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
    .digest("base64");
  const response = [
    "HTTP/1.1 101 Switching Protocols",
    "Upgrade: websocket",
    "Connection: Upgrade",
    `Sec-WebSocket-Accept: ${accept}`,
    "\r\n",
  ].join("\r\n");
  return { response, isAccepted: true, rest: bytes.subarray(end + 4) };
}

/** Engine.IO protocol v4, WebSocket: both parameters are mandatory. */
function isSession(target: string): boolean {
  const { pathname, searchParams } = new URL(target, "http://localhost");
  return (
    pathname === "/socket.io/" &&
    searchParams.get("EIO") === "4" &&
    searchParams.get("transport") === "websocket"
  );
}

/** Engine.IO protocol v4, handshake. */
export function openPacket(times: HeartbeatTimes, maxPayload: number, fault: Fault): string {
  const known = fault === "open-without-heartbeat" ? {} : times;
  return `0${JSON.stringify({ sid: "a-session", upgrades: [], ...known, maxPayload })}`;
}

/** In ms. */
export interface HeartbeatTimes {
  readonly pingInterval: number;
  readonly pingTimeout: number;
}
