/** Every fault that this server can have, and none. `faults.json` says what each one is. */
const faults = [
  "none",
  "ignores-chunks",
  "chunks-in-one-read",
  "case-sensitive-fields",
  "last-length-wins",
  "parses-lengths-leniently",
] as const;

export type Fault = (typeof faults)[number];

/** @throws {RangeError} when no fault has that name. */
export function parseFault(word: string): Fault {
  const fault = faults.find((name) => name === word);
  if (fault === undefined) {
    throw new RangeError(`expected one of ${faults.join(", ")}, found "${word}"`);
  }
  return fault;
}

export interface Request {
  readonly content: Buffer;
  /** What follows it. */
  readonly rest: Buffer;
}

/** @returns the request at the beginning; `more` while it is incomplete, `bad` if it must be refused. */
export function readRequest(bytes: Buffer, fault: Fault): Request | "more" | "bad" {
  const at = bytes.indexOf("\r\n\r\n");
  if (at < 0) {
    return "more";
  }
  const [requestLine = "", ...lines] = bytes.toString("latin1", 0, at).split("\r\n");
  if (!requestLine.startsWith("POST ")) {
    return "bad";
  }
  const fields = lines.map((line) => {
    const colon = line.indexOf(":");
    return { name: line.slice(0, colon), value: line.slice(colon + 1).trim() };
  });
  const valuesOf = (name: string) =>
    fields.filter((field) => isNamed(field.name, name, fault)).map(({ value }) => value);
  const behind = bytes.subarray(at + 4);
  if (valuesOf("Transfer-Encoding").length > 0 && fault !== "ignores-chunks") {
    return readChunks(behind, fault);
  }
  const length = parseLength(valuesOf("Content-Length"), fault);
  if (length === null) {
    return "bad";
  }
  return behind.length < length
    ? "more"
    : { content: behind.subarray(0, length), rest: behind.subarray(length) };
}

function isNamed(found: string, name: string, fault: Fault): boolean {
  return fault === "case-sensitive-fields"
    ? found === name
    : found.toLowerCase() === name.toLowerCase();
}

/** RFC 9112 §6.3. */
function parseLength(values: readonly string[], fault: Fault): number | null {
  const value = values.at(-1) ?? "0";
  if (values.length > 1 && fault !== "last-length-wins") {
    return null;
  }
  if (fault === "parses-lengths-leniently") {
    return Math.max(0, Number.parseInt(value, 10) || 0);
  }
  return /^\d+$/.test(value) ? Number(value) : null;
}

/** RFC 9112 §7.1. */
function readChunks(bytes: Buffer, fault: Fault): Request | "more" | "bad" {
  const incomplete = fault === "chunks-in-one-read" ? "bad" : "more";
  const parts: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const lineEnd = rest.indexOf("\r\n");
    if (lineEnd < 0) {
      return incomplete;
    }
    const size = Number.parseInt(rest.toString("latin1", 0, lineEnd), 16);
    if (Number.isNaN(size)) {
      return "bad";
    }
    rest = rest.subarray(lineEnd + 2);
    if (size === 0) {
      const rested = skipTrailer(rest);
      return rested === null ? incomplete : { content: Buffer.concat(parts), rest: rested };
    }
    if (rest.length < size + 2) {
      return incomplete;
    }
    parts.push(rest.subarray(0, size));
    rest = rest.subarray(size + 2);
  }
}

/** @returns what follows the trailer; null while its end has not arrived. */
function skipTrailer(bytes: Buffer): Buffer | null {
  if (bytes.indexOf("\r\n") === 0) {
    return bytes.subarray(2);
  }
  const end = bytes.indexOf("\r\n\r\n");
  return end < 0 ? null : bytes.subarray(end + 4);
}
