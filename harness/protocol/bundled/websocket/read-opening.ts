import type { ReplyPart } from "../../protocol.ts";

/** Of status line and header fields, in bytes; far more than any server sends. */
const headBytesMax = 16_384;

const beginning = "HTTP/1.1 ";

export interface ReadHead {
  readonly parts: readonly ReplyPart[];
  /** What follows the head; null while its end has not arrived. */
  readonly rest: Uint8Array | null;
  /** Whether the server has agreed to speak WebSocket. */
  readonly isOpen: boolean;
}

/** Reads the server's opening handshake, of which letter case and order are its choice (RFC 6455 §4.2.2). */
export function readHead(bytes: Uint8Array): ReadHead {
  const text = Buffer.from(bytes).toString("latin1");
  const end = text.indexOf("\r\n\r\n");
  const isHttp = text.slice(0, beginning.length) === beginning.slice(0, text.length);
  if (!isHttp || (end < 0 && bytes.length > headBytesMax)) {
    const malformed = "no response of HTTP/1.1 to the opening handshake";
    return { parts: [{ malformed, rest: bytes }], rest: nothing, isOpen: false };
  }
  if (end < 0) {
    return { parts: [], rest: null, isOpen: false };
  }
  const [statusLine = "", ...lines] = text.slice(0, end).split("\r\n");
  const status = statusLine.split(" ")[1] ?? "";
  const rest = bytes.subarray(end + 4);
  // RFC 6455 §4.2.1: a refusal is an HTTP response, with whatever body.
  return status === "101"
    ? { parts: [agreed(fieldsOf(lines))], rest, isOpen: true }
    : { parts: [{ farewell: `${statusLine}\n` }], rest, isOpen: false };
}

const nothing = new Uint8Array();

function fieldsOf(lines: readonly string[]): ReadonlyMap<string, string> {
  return new Map(
    lines.map((line) => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim()] as const;
    }),
  );
}

/** The fields that RFC 6455 §4.1 has a client check, in one order and case. */
function agreed(fields: ReadonlyMap<string, string>): string {
  const connection = (fields.get("connection") ?? "").toLowerCase().split(/\s*,\s*/);
  const found = {
    upgrade: fields.get("upgrade")?.toLowerCase(),
    connection: connection.includes("upgrade") ? "upgrade" : connection.join(),
    accept: fields.get("sec-websocket-accept"),
    extensions: fields.get("sec-websocket-extensions"),
    protocol: fields.get("sec-websocket-protocol"),
  };
  return `101 ${JSON.stringify(found)}\n`;
}
