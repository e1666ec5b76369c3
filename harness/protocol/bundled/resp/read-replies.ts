import type { ReplyPart, ReplyReader } from "../../protocol.ts";

/** Of a simple string or error, in bytes; far more than any server sends. */
const lineBytesMax = 65_536;

interface Step {
  readonly parts: readonly ReplyPart[];
  readonly rest: Uint8Array;
}

/**
 * Reads replies of RESP2. They are compared as they are, but for errors: their text is the server's choice,
 * and it may send one unasked, as Redis does where it has too many clients.
 */
export function readReplies(): ReplyReader {
  let line = "";
  /** Of a bulk string and the line end behind it. */
  let leftBytes = 0;

  const begin = (bytes: Uint8Array): Step => {
    const end = bytes.indexOf(0x0a) + 1;
    const piece = end === 0 ? bytes : bytes.subarray(0, end);
    const rest = bytes.subarray(piece.length);
    line += Buffer.from(piece).toString("latin1");
    const malformed = whyMalformed(line, end > 0);
    if (malformed !== null) {
      const known = Buffer.concat([Buffer.from(line, "latin1"), rest]);
      return { parts: [{ malformed, rest: known }], rest: nothing };
    }
    if (end === 0) {
      return { parts: [], rest };
    }
    const whole = line;
    line = "";
    leftBytes = bulkBytesAnnounced(whole);
    const isError = whole.startsWith("-");
    return { parts: [isError ? { farewell: "-\r\n" } : Buffer.from(whole, "latin1")], rest };
  };

  const goOn = (bytes: Uint8Array): Step => {
    const piece = bytes.subarray(0, leftBytes);
    leftBytes -= piece.length;
    return { parts: [piece], rest: bytes.subarray(piece.length) };
  };

  return (bytes) => {
    const parts: ReplyPart[] = [];
    let rest = bytes;
    while (rest.length > 0) {
      const step: Step = leftBytes === 0 ? begin(rest) : goOn(rest);
      parts.push(...step.parts);
      rest = step.rest;
    }
    return parts;
  };
}

const nothing = new Uint8Array();

/** @returns why no reply begins with it; null where one may. */
function whyMalformed(line: string, isWhole: boolean): string | null {
  if (!/^[-+:$*]/.test(line)) {
    return "no reply of RESP2";
  }
  if (line.length > lineBytesMax) {
    return "a line that is too long";
  }
  if (isWhole && !line.endsWith("\r\n")) {
    return "a line that does not end with CRLF";
  }
  return isWhole && line.startsWith("$") && !/^\$(-1|\d{1,10})\r\n$/.test(line)
    ? "a bulk string without a length"
    : null;
}

function bulkBytesAnnounced(line: string): number {
  const length = /^\$(\d+)/.exec(line)?.[1];
  return length === undefined ? 0 : Number(length) + 2;
}
