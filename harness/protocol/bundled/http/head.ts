/** The start line and header fields of a message, RFC 9112 §2.1. */
export interface Head {
  readonly startLine: string;
  /** Values by name in lower case. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** Where the content begins, in bytes. */
  readonly end: number;
}

/** Far more than the messages of the catalogue have, in bytes. */
const headBytesMax = 65_536;

const emptyLine = Buffer.from("\r\n\r\n");

/** @returns `more` while its end has not arrived. */
export function headIn(bytes: Uint8Array): Head | "more" | "too long" {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, headBytesMax));
  const at = view.indexOf(emptyLine);
  if (at < 0) {
    return bytes.length < headBytesMax ? "more" : "too long";
  }
  const [startLine = "", ...lines] = view.toString("latin1", 0, at).split("\r\n");
  const fields = new Map<string, string[]>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon)).toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []), line.slice(colon + 1).trim()]);
  }
  return { startLine, fields, end: at + emptyLine.length };
}

/** How the end of a message's content is found, RFC 9112 §6.3. */
export type Framing = { readonly bytes: number } | "chunked" | "invalid" | "none";

export function framingOf({ fields }: Head): Framing {
  const codings = fields.get("transfer-encoding");
  const lengths = fields.get("content-length") ?? [];
  if (codings !== undefined) {
    return codings.join().toLowerCase() === "chunked" && lengths.length === 0
      ? "chunked"
      : "invalid";
  }
  const [length] = lengths;
  if (length === undefined) {
    return "none";
  }
  return lengths.length === 1 && /^\d{1,15}$/.test(length) ? { bytes: Number(length) } : "invalid";
}
