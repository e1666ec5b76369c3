import type { ReplyPart } from "../../protocol.ts";
import { type ChunkPart, startChunks } from "./chunks.ts";
import type { Framing } from "./head.ts";

interface ReadContent {
  readonly parts: readonly ReplyPart[];
  /** What follows the content. */
  readonly rest: Uint8Array;
}

/** Reads the content of a response as it arrives. Its length in 8 bytes is the last of what it says. */
export interface ContentReader {
  read(bytes: Uint8Array): ReadContent;
  /** Whether all of it was read. */
  readonly isOver: boolean;
  /** The connection has ended. */
  end(): readonly ReplyPart[];
}

export function startContent(framing: Exclude<Framing, "invalid" | "both">): ContentReader {
  let contentBytes = 0;
  let isOver = false;

  const add = (piece: Uint8Array): Uint8Array => {
    contentBytes += piece.length;
    return piece;
  };

  const finish = (): Uint8Array => {
    isOver = true;
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(contentBytes));
    return length;
  };

  const readLength = (totalBytes: number, bytes: Uint8Array): ReadContent => {
    const piece = bytes.subarray(0, totalBytes - contentBytes);
    const parts = [add(piece)];
    return {
      parts: contentBytes === totalBytes ? [...parts, finish()] : parts,
      rest: bytes.subarray(piece.length),
    };
  };

  const readChunks = startChunks();
  const readChunked = (bytes: Uint8Array): ReadContent => {
    const { parts, rest } = readChunks(bytes);
    return { parts: parts.flatMap((part) => said(part, rest)), rest };
  };

  const said = (part: ChunkPart, rest: Uint8Array): readonly ReplyPart[] => {
    switch (part) {
      case "end":
        return [finish()];
      case "last chunk":
        return [];
      case "bare LF":
        return [{ malformed: "a line of chunks that ends without a CR", rest }];
      default:
        return "content" in part ? [add(part.content)] : [part];
    }
  };

  return {
    read(bytes) {
      if (framing === "none") {
        return { parts: [add(bytes)], rest: nothing };
      }
      return framing === "chunked" ? readChunked(bytes) : readLength(framing.bytes, bytes);
    },
    get isOver() {
      return isOver;
    },
    // RFC 9112 §6.3: without a length, content ends with the connection.
    end: () => (framing === "none" ? [finish()] : []),
  };
}

const nothing = new Uint8Array();
