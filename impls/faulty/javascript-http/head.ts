import type { Fault } from "./fault.ts";

/** A request line and header fields. */
export interface Head {
  readonly isOld: boolean;
  /** @returns the values of all fields of that name. */
  valuesOf(name: string): readonly string[];
  /** Where the content begins, in bytes. */
  readonly end: number;
}

/** A status that ends the connection. */
export interface Refusal {
  readonly refused: string;
}

export const bad: Refusal = { refused: "400 Bad Request" };

const headBytesMax = 16_384;
const emptyLine = "\r\n\r\n";

/**
 * @param fresh where the bytes of the last read begin.
 * @returns `more` while its end has not arrived.
 */
export function readHead(bytes: Buffer, fresh: number, fault: Fault): Head | "more" | Refusal {
  const skipsLine = fault !== "empty-line-is-a-request" && bytes.indexOf("\r\n") === 0;
  const from = skipsLine ? 2 : 0;
  const at = bytes.indexOf(emptyLine, from);
  if ((at < 0 ? bytes.length : at) > headBytesMax && fault !== "unlimited-headers") {
    return { refused: "431 Request Header Fields Too Large" };
  }
  const isSplit = at < fresh && at + emptyLine.length > fresh;
  if (at < 0 || (isSplit && fault === "looks-for-the-end-in-one-read")) {
    return "more";
  }
  return parseHead(bytes.toString("latin1", from, at), at + emptyLine.length, fault);
}

function parseHead(text: string, end: number, fault: Fault): Head | Refusal {
  const [requestLine = "", ...lines] = text.split("\r\n");
  const minor = /^POST \S+ HTTP\/1\.([01])$/.exec(requestLine)?.[1];
  const fields = readFields(lines, fault);
  if (minor === undefined || fields === null) {
    return bad;
  }
  if (minor === "0" && fault === "refuses-old-versions") {
    return { refused: "505 HTTP Version Not Supported" };
  }
  const isSame = (found: string, name: string) =>
    fault === "case-sensitive-fields" ? found === name : found.toLowerCase() === name.toLowerCase();
  const valuesOf = (name: string) =>
    fields.filter((field) => isSame(field.name, name)).map(({ value }) => value);
  if (fault !== "ignores-hosts" && !isHostGood(valuesOf("Host"), minor)) {
    return bad;
  }
  return { isOld: minor === "0" && fault !== "ignores-versions", valuesOf, end };
}

interface Field {
  readonly name: string;
  readonly value: string;
}

/** @returns null where one of them must be refused. */
function readFields(lines: readonly string[], fault: Fault): readonly Field[] | null {
  const fields = linesOf(lines, fault).map((line) => {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon));
    return {
      name: fault === "trims-names" ? name.trim() : name,
      value: line.slice(colon + 1).trim(),
    };
  });
  const isBad = ({ name, value }: Field) =>
    !/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[\r\n]/.test(value);
  return fields.some(isBad) ? null : fields;
}

/** Without a fault, a line that begins with a blank has a name with one, and is refused. */
function linesOf(lines: readonly string[], fault: Fault): readonly string[] {
  switch (fault) {
    case "trims-lines":
      return lines.map((line) => line.trim());
    case "skips-folded-lines":
      return lines.filter((line) => !/^[ \t]/.test(line));
    case "cr-ends-fields":
      return lines.flatMap((line) => line.split("\r"));
    default:
      return lines;
  }
}

/** RFC 9112 §3.2. */
function isHostGood(hosts: readonly string[], minor: string): boolean {
  const [host] = hosts;
  return host === undefined
    ? minor === "0"
    : hosts.length === 1 && /^(?:\[[\da-f.:]+\]|[\w.~-]*)(?::\d*)?$/i.test(host);
}
