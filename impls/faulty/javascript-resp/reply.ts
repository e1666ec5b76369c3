import type { Fault } from "./fault.ts";

/** Answers a command; with nothing where nothing is asked. */
export function replyTo([name, ...given]: readonly Buffer[], fault: Fault): Buffer {
  if (name === undefined) {
    return nothing;
  }
  const word = name.toString("latin1");
  const command = fault === "case-sensitive-names" ? word : word.toUpperCase();
  const [payload, ...others] = command === "PING" && fault === "ping-ignores-payload" ? [] : given;
  if (command === "PING" && payload === undefined) {
    return Buffer.from("+PONG\r\n");
  }
  if (command !== "PING" && command !== "ECHO") {
    return fault === "silent-about-unknown" ? nothing : Buffer.from("-ERR unknown command\r\n");
  }
  const isWrong = payload === undefined || others.length > 0;
  return isWrong && fault !== "takes-any-arguments"
    ? Buffer.from("-ERR wrong number of arguments\r\n")
    : bulkString(payload ?? nothing, fault);
}

export function isError(reply: Buffer): boolean {
  return reply.toString("latin1", 0, 1) === "-";
}

const nothing = Buffer.alloc(0);

function bulkString(payload: Buffer, fault: Fault): Buffer {
  if (payload.length === 0 && fault === "null-for-empty") {
    return Buffer.from("$-1\r\n");
  }
  const nul = fault === "stops-at-nul" ? payload.indexOf(0) : -1;
  const kept = nul < 0 ? payload : payload.subarray(0, nul);
  return Buffer.concat([Buffer.from(`$${kept.length}\r\n`), kept, Buffer.from("\r\n")]);
}
