import type { Measured, ProtocolDefinition } from "../protocol.ts";

/** The largest bulk string that Redis accepts: `proto-max-bulk-len`, 512 MB by default. */
const bulkBytesMax = 512 * 1024 * 1024;

/** A command line longer than this is no beginning of one; `PROTO_INLINE_MAX_SIZE` of Redis. */
const lineBytesMax = 64 * 1024;

/**
 * RESP2, as Redis speaks it: each message is the command `ECHO` as an array of bulk strings, and its
 * payload comes back as a bulk string. `PING` is understood as well, in both its forms.
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
    const [name = "", payload] = typeof command === "string" ? [] : command.words;
    if (Buffer.from(name).toString("latin1").toUpperCase() === "PING" && payload === undefined) {
      return "+PONG\r\n";
    }
    const bulk = Buffer.from(payload ?? "");
    return Buffer.concat([Buffer.from(`$${bulk.length}\r\n`), bulk, Buffer.from("\r\n")]);
  },
  lengths: { most: Number.MAX_SAFE_INTEGER, negative: "*2\r\n$4\r\nECHO\r\n$-7\r\n" },
  // The limit of a server is not that of its manifest, and a hundred times as long.
  cap: false,
  // An error that says why, such as `-ERR Protocol error: invalid bulk length`.
  refusal: { bytesMost: 512 },
};

interface Command {
  readonly words: readonly Uint8Array[];
  /** On the wire. */
  readonly bytes: number;
}

type Unread = Extract<Measured, string>;

/** @returns a command whose words may be cut short where their lengths are known already. */
function readCommand(bytes: Uint8Array): Command | Unread {
  const first = readLine(bytes, 0);
  if (typeof first === "string") {
    return first;
  }
  if (bytes[0] !== 0x2a) {
    return { words: first.text.split(" ").map((word) => Buffer.from(word)), bytes: first.end };
  }
  const words: Uint8Array[] = [];
  let end = first.end;
  for (let left = Number(first.text.slice(1)); left > 0; left -= 1) {
    const line = readLine(bytes, end);
    if (typeof line === "string") {
      return line;
    }
    const wordBytes = Number(line.text.slice(1));
    if (!line.text.startsWith("$") || !(wordBytes >= 0 && wordBytes <= bulkBytesMax)) {
      return "refused";
    }
    words.push(bytes.subarray(line.end, line.end + wordBytes));
    end = line.end + wordBytes + 2;
  }
  return { words, bytes: end };
}

function readLine(
  bytes: Uint8Array,
  from: number,
): { readonly text: string; readonly end: number } | Unread {
  const end = bytes.indexOf(0x0a, from);
  if (end < 0) {
    return bytes.length - from > lineBytesMax ? "refused" : "more";
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString("latin1");
  return { text: text.replace(/\r$/, ""), end: end + 1 };
}
