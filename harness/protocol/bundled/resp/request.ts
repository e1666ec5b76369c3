import type { Measured } from "../../protocol.ts";

/** The largest bulk string that Redis accepts: `proto-max-bulk-len`, 512 MB by default. */
const bulkBytesMax = 512 * 1024 * 1024;

/** The largest number of arguments that Redis accepts: more is no `int`. Before Redis 7 it was 1024 × 1024. */
const countMax = 0x7fff_ffff;

/** A command line longer than this is no beginning of one; `PROTO_INLINE_MAX_SIZE` of Redis. */
const lineBytesMax = 64 * 1024;

interface Command {
  /** Its name and arguments; none where nothing is asked. */
  readonly words: readonly Uint8Array[];
  /** On the wire. */
  readonly bytes: number;
}

type Unread = Extract<Measured, string>;

/** @returns a command whose words may be cut short where their lengths are known already. */
export function readCommand(bytes: Uint8Array): Command | Unread {
  const first = readLine(bytes, 0);
  if (typeof first === "string") {
    return first;
  }
  return bytes[0] === asterisk ? readArray(bytes, first) : readInline(first);
}

const asterisk = 0x2a;

/** Words with blanks between them. Redis also knows quotes, which the protocol's specification does not. */
function readInline({ text, end }: Line): Command {
  const words = text.split(/[ \t]+/).filter((word) => word !== "");
  return { words: words.map((word) => Buffer.from(word, "latin1")), bytes: end };
}

function readArray(bytes: Uint8Array, first: Line): Command | Unread {
  const count = numberIn(first.text, countMax);
  if (count === null) {
    return "refused";
  }
  const words: Uint8Array[] = [];
  let { end } = first;
  for (let left = count; left > 0; left -= 1) {
    const line = readLine(bytes, end);
    if (typeof line === "string") {
      return line;
    }
    const wordBytes = line.text.startsWith("$") ? numberIn(line.text, bulkBytesMax) : null;
    if (wordBytes === null || wordBytes < 0) {
      return "refused";
    }
    words.push(bytes.subarray(line.end, line.end + wordBytes));
    end = line.end + wordBytes + 2;
  }
  return { words, bytes: end };
}

/** @returns the number behind the first character; null where there is none, or one above the limit. */
function numberIn(text: string, most: number): number | null {
  const digits = /^.(-?\d{1,15})$/.exec(text)?.[1];
  return digits === undefined || Number(digits) > most ? null : Number(digits);
}

interface Line {
  readonly text: string;
  readonly end: number;
}

function readLine(bytes: Uint8Array, from: number): Line | Unread {
  const end = bytes.indexOf(0x0a, from);
  if (end < 0) {
    return bytes.length - from > lineBytesMax ? "refused" : "more";
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, end - from).toString("latin1");
  return { text: text.replace(/\r$/, ""), end: end + 1 };
}
