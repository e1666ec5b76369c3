/** A part of chunked content, RFC 9112 §7.1. */
export type ChunkPart =
  | { readonly content: Uint8Array }
  | "end"
  /** The chunk without data: what follows is the trailer. */
  | "last chunk"
  /** A line that ends without a CR: a recipient need not take it for a line. */
  | "bare LF"
  | { readonly malformed: string; readonly rest: Uint8Array };

interface ReadChunks {
  readonly parts: readonly ChunkPart[];
  /** What follows the end of the content. */
  readonly rest: Uint8Array;
}

/** Of a chunk's size or a trailer field, in bytes. */
const lineBytesMax = 4096;

/** Of all trailer fields, in bytes. */
const trailerBytesMax = 65_536;

/** What a line says: that the content or its chunks end with it, or why it is malformed; null if neither. */
type Found = "end" | "last chunk" | { readonly malformed: string } | null;

/** @returns a function that reads the next bytes of chunked content, up to its end. */
export function startChunks(): (bytes: Uint8Array) => ReadChunks {
  let state: "size" | "data" | "data end" | "trailer" = "size";
  let line = "";
  let leftBytes = 0;
  let trailerBytes = 0;

  const takeSize = (text: string): Found => {
    const size = /^([0-9a-f]{1,12})(?:[ \t]*;.*)?\r\n$/i.exec(text)?.[1];
    if (size === undefined) {
      return { malformed: "a chunk without a size" };
    }
    leftBytes = Number.parseInt(size, 16);
    state = leftBytes === 0 ? "trailer" : "data";
    return leftBytes === 0 ? "last chunk" : null;
  };

  const takeTrailer = (text: string): Found => {
    trailerBytes += text.length;
    if (trailerBytes > trailerBytesMax) {
      return { malformed: "a trailer that is too long" };
    }
    return text === "\r\n" ? "end" : null;
  };

  const takeDataEnd = (text: string): Found => {
    state = "size";
    return text === "\r\n" ? null : { malformed: "a chunk longer than its size" };
  };

  const takeLine = (text: string): Found => {
    switch (state) {
      case "size":
        return takeSize(text);
      case "trailer":
        return takeTrailer(text);
      default:
        return takeDataEnd(text);
    }
  };

  const readData = (bytes: Uint8Array): ReadChunks => {
    const content = bytes.subarray(0, leftBytes);
    leftBytes -= content.length;
    state = leftBytes === 0 ? "data end" : "data";
    return { parts: [{ content }], rest: bytes.subarray(content.length) };
  };

  const readLine = (bytes: Uint8Array): ReadChunks => {
    const at = bytes.indexOf(0x0a);
    const length = at < 0 ? bytes.length : at + 1;
    const rest = bytes.subarray(length);
    line += Buffer.from(bytes.subarray(0, length)).toString("latin1");
    if (line.length > lineBytesMax) {
      return { parts: [{ malformed: "a line that is too long", rest }], rest };
    }
    if (at < 0) {
      return { parts: [], rest };
    }
    const isBare = !line.endsWith("\r\n");
    const text = isBare ? line.replace("\n", "\r\n") : line;
    line = "";
    const found = takeLine(text);
    const part = typeof found === "object" && found !== null ? { ...found, rest } : found;
    const bareParts: readonly ChunkPart[] = isBare ? ["bare LF"] : [];
    return { parts: part === null ? bareParts : [...bareParts, part], rest };
  };

  return (bytes) => {
    const parts: ChunkPart[] = [];
    let rest = bytes;
    let isOver = false;
    while (rest.length > 0 && !isOver) {
      const read = state === "data" ? readData(rest) : readLine(rest);
      parts.push(...read.parts);
      rest = read.rest;
      isOver = read.parts.some(isLastPart);
    }
    return { parts, rest };
  };
}

function isLastPart(part: ChunkPart): boolean {
  return part === "end" || (typeof part === "object" && "malformed" in part);
}
