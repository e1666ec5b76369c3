/** The start line and header fields of a message, RFC 9112 §2.1. */
export interface Head {
  readonly startLine: string;
  /** Values by name in lower case; a blank in front of the colon belongs to the name. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** Whether a recipient may refuse it for the way in which its lines are written. */
  readonly mayBeRefused: boolean;
  /** Where the content begins, in bytes. */
  readonly end: number;
}

/** Far more than the messages of the catalogue have, in bytes. */
const headBytesMax = 65_536;

const lineEnd = Buffer.from("\r\n");
const emptyLine = Buffer.from("\r\n\r\n");

/**
 * An empty line in front of a message is ignored (RFC 9112 §2.2).
 *
 * @returns `more` while its end has not arrived.
 */
export function headIn(bytes: Uint8Array): Head | "more" | "too long" {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headBytesMax));
  const from = view.indexOf(lineEnd) === 0 ? lineEnd.length : 0;
  const at = view.indexOf(emptyLine, from);
  if (at < 0) {
    return bytes.length < headBytesMax ? "more" : "too long";
  }
  const [startLine = "", ...lines] = view.toString("latin1", from, at).split("\r\n");
  const unfolded = unfold(lines);
  const fields = new Map<string, string[]>();
  for (const line of unfolded) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  const mayBeRefused = lines.some((line) => /^[ \t]|\r/.test(line));
  return { startLine, fields, mayBeRefused, end: at + emptyLine.length };
}

/**
 * Reads lines as a recipient must that does not refuse them: those that begin with a blank continue the one
 * before (RFC 9112 §5.2), or are skipped where none is before (§2.2). A bare CR is a blank (§2.2).
 */
function unfold(lines: readonly string[]): readonly string[] {
  const unfolded: string[] = [];
  for (const line of lines.map((text) => text.replaceAll("\r", " "))) {
    const before = unfolded.at(-1);
    if (!/^[ \t]/.test(line)) {
      unfolded.push(line);
    } else if (before !== undefined) {
      unfolded[unfolded.length - 1] = `${before} ${line.trim()}`;
    }
  }
  return unfolded;
}

/**
 * How the end of a message's content is found, RFC 9112 §6.3; `both` where it has chunks and a length
 * beside them.
 */
export type Framing = { readonly bytes: number } | "chunked" | "both" | "invalid" | "none";

export function framingOf({ fields }: Head): Framing {
  const codings = fields.get("transfer-encoding");
  const lengths = fields.get("content-length") ?? [];
  if (codings !== undefined) {
    if (codings.join().toLowerCase() !== "chunked") {
      return "invalid";
    }
    return lengths.length === 0 ? "chunked" : "both";
  }
  const [length] = lengths;
  if (length === undefined) {
    return "none";
  }
  return lengths.length === 1 && /^\d{1,15}$/.test(length) ? { bytes: Number(length) } : "invalid";
}
