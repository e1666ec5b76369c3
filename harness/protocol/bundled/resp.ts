import type { Bytes, ProtocolDefinition } from "../protocol.ts";
import { readReplies } from "./resp/read-replies.ts";
import { readCommand } from "./resp/request.ts";

/**
 * RESP2, as Redis speaks it: each message is the command `ECHO` as an array of bulk strings, and its
 * payload comes back as a bulk string. `PING` is understood as well, with a payload and without; any other
 * command is answered by an error.
 */
export const resp: ProtocolDefinition = {
  name: "resp",
  title: "RESP2, the protocol of Redis: ECHO and PING",
  header: (payloadBytes) => `*2\r\n$4\r\nECHO\r\n$${payloadBytes}\r\n`,
  trailer: "\r\n",
  measure(bytes) {
    const command = readCommand(bytes);
    return typeof command === "string" ? command : command.bytes;
  },
  reply(message) {
    const command = readCommand(message);
    return typeof command === "string" ? "" : replyTo(command.words);
  },
  startReader: readReplies,
  lengths: { most: Number.MAX_SAFE_INTEGER, negative: "*2\r\n$4\r\nECHO\r\n$-7\r\n" },
  // The limit of a server is not that of its manifest, and a hundred times as long.
  cap: false,
};

function replyTo([name, payload, ...others]: readonly Uint8Array[]): Bytes {
  // An empty line, or an array without elements.
  if (name === undefined) {
    return "";
  }
  const command = Buffer.from(name).toString("latin1").toUpperCase();
  if (command === "PING" && payload === undefined) {
    return "+PONG\r\n";
  }
  const isKnown = command === "PING" || command === "ECHO";
  if (!isKnown || payload === undefined || others.length > 0) {
    return "-ERR\r\n";
  }
  return Buffer.concat([Buffer.from(`$${payload.length}\r\n`), payload, Buffer.from("\r\n")]);
}
