import type { Fault } from "./fault.ts";
import { bad, type Refusal } from "./head.ts";

export interface Content {
  readonly content: Buffer;
  /** What follows it. */
  readonly rest: Buffer;
}

const lineBytesMax = 4096;
const trailerBytesMax = 16_384;

/** RFC 9112 §7.1. */
export function readChunks(bytes: Buffer, fault: Fault): Content | "more" | Refusal {
  const parts: Buffer[] = [];
  let rest = bytes;
  for (;;) {
    const chunk = readChunk(rest, fault);
    if (chunk === null) {
      return fault === "chunks-in-one-read" ? bad : "more";
    }
    if ("refused" in chunk) {
      return chunk;
    }
    if (chunk.isLast) {
      return { content: Buffer.concat(parts), rest: chunk.rest };
    }
    parts.push(chunk.data);
    rest = chunk.rest;
  }
}

interface Chunk {
  readonly data: Buffer;
  /** Whether it is the one without data, behind which is the trailer. */
  readonly isLast: boolean;
  readonly rest: Buffer;
}

/** @returns null while its end has not arrived. */
function readChunk(bytes: Buffer, fault: Fault): Chunk | Refusal | null {
  const line = readLine(bytes, fault);
  if (line === null) {
    return bytes.length > lineBytesMax && fault !== "unlimited-chunk-lines" ? bad : null;
  }
  const size = parseSize(line.text, fault);
  if (Number.isNaN(size)) {
    return bad;
  }
  if (size > line.rest.length) {
    return null;
  }
  const isLast = size === 0;
  const rest = isLast
    ? skipTrailer(line.rest, fault)
    : skipDataEnd(line.rest.subarray(size), fault);
  if (rest === null || "refused" in rest) {
    return rest;
  }
  return { data: line.rest.subarray(0, size), isLast, rest };
}

function readLine(bytes: Buffer, fault: Fault) {
  const end =
    fault === "any-line-end"
      ? /\r\n|\r|\n/.exec(bytes.toString("latin1"))
      : { index: bytes.indexOf("\r\n"), 0: "\r\n" };
  if (end === null || end.index < 0) {
    return null;
  }
  return {
    text: bytes.toString("latin1", 0, end.index),
    rest: bytes.subarray(end.index + end[0].length),
  };
}

/** @returns NaN for what is no size. */
function parseSize(line: string, fault: Fault): number {
  const digits = line.split(";", 1)[0] ?? "";
  if (fault === "parses-sizes-leniently" && digits.length < 16) {
    return Math.max(0, Number.parseInt(digits, 16) || 0);
  }
  if (!/^[\da-f]+$/i.test(digits) || line.length > lineBytesMax || /[\r\n]/.test(line)) {
    return Number.NaN;
  }
  if (fault === "numbers-wrap") {
    return Number(BigInt.asUintN(64, BigInt(`0x${digits}`)));
  }
  return digits.length < 9 ? Number.parseInt(digits, 16) : Number.NaN;
}

/** @returns what follows the line end behind a chunk's data; null while it has not arrived. */
function skipDataEnd(bytes: Buffer, fault: Fault): Buffer | Refusal | null {
  if (fault === "any-line-end" && bytes.indexOf("\n") === 0) {
    return bytes.subarray(1);
  }
  if (bytes.length < 2) {
    return null;
  }
  const isEnd = bytes.indexOf("\r\n") === 0 || fault === "skips-the-end-of-data";
  return isEnd ? bytes.subarray(2) : bad;
}

/** @returns what follows the trailer; null while its end has not arrived. */
function skipTrailer(bytes: Buffer, fault: Fault): Buffer | Refusal | null {
  if (bytes.indexOf("\r\n") === 0) {
    return bytes.subarray(2);
  }
  const end = bytes.indexOf("\r\n\r\n");
  if ((end < 0 ? bytes.length : end) > trailerBytesMax && fault !== "unlimited-chunk-lines") {
    return bad;
  }
  return end < 0 ? null : bytes.subarray(end + 4);
}
