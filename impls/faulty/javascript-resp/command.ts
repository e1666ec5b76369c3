import type { Fault } from "./fault.ts";

export interface Command {
  /** Its name and arguments; none where nothing is asked. */
  readonly words: readonly Buffer[];
  /** What follows it. */
  readonly rest: Buffer;
}

type Read<T> = T | "more" | "bad";

const asterisk = 0x2a;
const lineBytesMax = 64 * 1024;
const bulkBytesMax = 512 * 1024 * 1024;
const elementsMax = 1024 * 1024;

/** @returns the command at the beginning; `more` while it is incomplete, `bad` if it must be refused. */
export function readCommand(bytes: Buffer, fault: Fault): Read<Command> {
  const line = readLine(bytes);
  if (typeof line === "string") {
    return line;
  }
  return bytes[0] === asterisk ? readArray(line, fault) : readInline(line, fault);
}

interface Line {
  readonly text: string;
  readonly rest: Buffer;
}

function readLine(bytes: Buffer): Read<Line> {
  const end = bytes.indexOf(0x0a);
  if (end < 0) {
    return bytes.length > lineBytesMax ? "bad" : "more";
  }
  const text = bytes.toString("latin1", 0, end).replace(/\r$/, "");
  return { text, rest: bytes.subarray(end + 1) };
}

function readInline({ text, rest }: Line, fault: Fault): Read<Command> {
  if (fault === "no-inline-commands") {
    return "bad";
  }
  const words = text.split(/[ \t]+/).filter((word) => word !== "");
  return {
    words: words.map((word) => Buffer.from(word, "latin1")),
    rest: fault === "drops-what-follows-a-line" ? Buffer.alloc(0) : rest,
  };
}

function readArray({ text, rest }: Line, fault: Fault): Read<Command> {
  const count = parseNumber(text.slice(1), fault);
  if (count === null || (count > elementsMax && fault !== "no-limit-on-elements")) {
    return "bad";
  }
  const words: Buffer[] = [];
  let behind = rest;
  for (let left = count; left > 0; left -= 1) {
    const element = readElement(behind, fault);
    if (typeof element === "string") {
      return element;
    }
    words.push(element.word);
    behind = element.rest;
  }
  return { words, rest: behind };
}

function readElement(bytes: Buffer, fault: Fault): Read<{ word: Buffer; rest: Buffer }> {
  const line = readLine(bytes);
  if (typeof line === "string") {
    return line;
  }
  if (!line.text.startsWith("$")) {
    return fault === "takes-lines-for-elements"
      ? { word: Buffer.from(line.text, "latin1"), rest: line.rest }
      : "bad";
  }
  const length = parseNumber(line.text.slice(1), fault);
  if (length === null || length < 0 || length > bulkBytesMax) {
    return "bad";
  }
  const end = fault === "splits-at-line-ends" ? line.rest.indexOf("\r\n") : length;
  if (end < 0 || line.rest.length < end + 2) {
    return "more";
  }
  return { word: line.rest.subarray(0, end), rest: line.rest.subarray(end + 2) };
}

/** @returns null for what is no whole number. */
function parseNumber(text: string, fault: Fault): number | null {
  if (fault === "parses-numbers-leniently") {
    return Number.parseInt(text, 10) || 0;
  }
  return /^-?\d+$/.test(text) ? Number(text) : null;
}
