import { type Content, readChunks } from "./chunks.ts";
import type { Fault } from "./fault.ts";
import { bad, type Head, type Refusal, readHead } from "./head.ts";

export interface Request extends Content {
  /** Whether the connection ends behind the response. */
  readonly isLast: boolean;
}

/** The end of the request has not arrived. */
export interface Begun {
  /** Whether its client waits to be told to go on. */
  readonly waits: boolean;
}

/**
 * @param fresh where the bytes of the last read begin.
 * @returns the request at the beginning.
 */
export function readRequest(bytes: Buffer, fresh: number, fault: Fault): Request | Begun | Refusal {
  const head = readHead(bytes, fresh, fault);
  if (head === "more") {
    return { waits: false };
  }
  if ("refused" in head) {
    return head;
  }
  const expectations = head.valuesOf("Expect");
  const isKnown = (value: string) =>
    (fault === "case-sensitive-expectations" ? value : value.toLowerCase()) === "100-continue";
  const expects = !head.isOld && expectations.some(isKnown);
  if (expects && fault === "refuses-expectations") {
    return { refused: "417 Expectation Failed" };
  }
  const content = readContent(bytes.subarray(head.end), head, fault);
  if (content === "more") {
    const isWaiting = expects && bytes.length === head.end;
    return { waits: isWaiting && fault !== "never-continues" };
  }
  if ("refused" in content) {
    return content;
  }
  const closes = has(head, "Connection", "close") && fault !== "ignores-close";
  return { ...content, isLast: closes || head.isOld };
}

function has(head: Head, name: string, member: string): boolean {
  return head
    .valuesOf(name)
    .flatMap((value) => value.split(","))
    .some((found) => found.trim().toLowerCase() === member);
}

/** RFC 9112 §6.3. */
function readContent(bytes: Buffer, head: Head, fault: Fault): Content | "more" | Refusal {
  const codings = head.valuesOf("Transfer-Encoding");
  const lengths = head.valuesOf("Content-Length");
  const goesByLength = fault === "length-over-chunks" && lengths.length > 0;
  if (codings.length > 0 && fault !== "ignores-chunks" && !goesByLength) {
    const isAmbiguous = lengths.length > 0 && fault !== "keeps-ambiguous-connections";
    return isAmbiguous || head.isOld || !isChunked(codings.join(), fault)
      ? bad
      : readChunks(bytes, fault);
  }
  const length = parseLength(lengths, fault);
  if (length === null) {
    return bad;
  }
  return bytes.length < length
    ? "more"
    : { content: bytes.subarray(0, length), rest: bytes.subarray(length) };
}

function isChunked(codings: string, fault: Fault): boolean {
  const found = codings.trim().toLowerCase();
  return fault === "chunked-anywhere" ? found.includes("chunked") : found === "chunked";
}

/** @returns null for what is no length. */
function parseLength(values: readonly string[], fault: Fault): number | null {
  const value = values.at(-1) ?? "0";
  if (values.length > 1 && fault !== "last-length-wins") {
    return null;
  }
  if (fault === "parses-lengths-leniently") {
    return Math.max(0, Number.parseInt(value, 10) || 0);
  }
  if (fault === "skips-folded-lines" && value === "") {
    return 0;
  }
  if (!/^\d+$/.test(value)) {
    return null;
  }
  if (fault === "numbers-wrap") {
    return Number(BigInt.asUintN(64, BigInt(value)));
  }
  return value.length < 16 ? Number(value) : null;
}
