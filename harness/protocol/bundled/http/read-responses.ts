import type { ReplyPart, ReplyReader } from "../../protocol.ts";
import { startChunks } from "./chunks.ts";
import { type Framing, framingOf, type Head, headIn } from "./head.ts";

/** What is left of a response's content. */
type Content =
  | { readonly kind: "length"; leftBytes: number }
  | { readonly kind: "chunked"; readonly read: ReturnType<typeof startChunks> }
  /** RFC 9112 §6.3: without a length, content ends with the connection. */
  | { readonly kind: "until the end" };

interface Step {
  readonly parts: readonly ReplyPart[];
  /** Null where nothing can be read yet, or any more. */
  readonly rest: Uint8Array | null;
}

/**
 * Reads responses: each is a mark of its beginning, its status, its content, and the length of that in 8 bytes,
 * however it was sent. A response begins with its first 100 (Continue), or with itself where there is
 * none. One that refuses the request is a farewell.
 */
export function readResponses(): ReplyReader {
  let beginning: Uint8Array = nothing;
  let content: Content | null = null;
  let contentBytes = 0;
  let isRefused = false;
  let hasBegun = false;

  const begin = (bytes: Uint8Array): Step => {
    const known = beginning.length === 0 ? bytes : Buffer.concat([beginning, bytes]);
    const head = headIn(known);
    if (head === "more" && isResponse(known)) {
      beginning = Uint8Array.from(known);
      return { parts: [], rest: null };
    }
    if (typeof head === "string" || !isResponse(known)) {
      return malformed("no response of HTTP/1.1", known);
    }
    beginning = nothing;
    const rest = known.subarray(head.end);
    const status = Number(head.startLine.split(" ")[1]);
    if (status >= 400) {
      isRefused = true;
      return { parts: [{ farewell: `${status}\n` }], rest: null };
    }
    const isFinal = status >= 200;
    const mark = (isFinal || status === 100) && !hasBegun ? [beginningMark] : [];
    hasBegun = !isFinal && (hasBegun || mark.length > 0);
    if (!isFinal) {
      return { parts: mark, rest };
    }
    const begun = beginContent(head, status, rest);
    return { ...begun, parts: [...mark, ...begun.parts] };
  };

  const beginContent = (head: Head, status: number, rest: Uint8Array): Step => {
    const framing = framingOf(head);
    if (framing === "invalid" || framing === "both") {
      return malformed(
        "a response whose content has more than one length, or an invalid one",
        rest,
      );
    }
    contentBytes = 0;
    content = contentFramed(framing);
    const isEmpty = typeof framing === "object" && framing.bytes === 0;
    return { parts: [`${status}\n`, ...(isEmpty ? end() : [])], rest };
  };

  const end = (): readonly ReplyPart[] => {
    const length = Buffer.alloc(8);
    length.writeBigUInt64BE(BigInt(contentBytes));
    content = null;
    return [length];
  };

  const add = (piece: Uint8Array): Uint8Array => {
    contentBytes += piece.length;
    return piece;
  };

  const goOn = (current: Content, bytes: Uint8Array): Step => {
    if (current.kind === "until the end") {
      return { parts: [add(bytes)], rest: null };
    }
    if (current.kind === "length") {
      const piece = bytes.subarray(0, current.leftBytes);
      current.leftBytes -= piece.length;
      const parts: readonly ReplyPart[] = [add(piece)];
      return {
        parts: current.leftBytes === 0 ? [...parts, ...end()] : parts,
        rest: bytes.subarray(piece.length),
      };
    }
    const { parts, rest } = current.read(bytes);
    const read = parts.flatMap((part): readonly ReplyPart[] => {
      if (part === "end") {
        return end();
      }
      if (part === "bare LF") {
        return [{ malformed: "a line of chunks that ends without a CR", rest }];
      }
      return "content" in part ? [add(part.content)] : [part];
    });
    const isBroken = read.some((part) => typeof part === "object" && "malformed" in part);
    return { parts: read, rest: isBroken ? null : rest };
  };

  return (bytes, isEnd) => {
    const parts: ReplyPart[] = isEnd && content?.kind === "until the end" ? [...end()] : [];
    let rest: Uint8Array | null = isRefused ? null : bytes;
    while (rest !== null && rest.length > 0) {
      const step: Step = content === null ? begin(rest) : goOn(content, rest);
      parts.push(...step.parts);
      rest = step.rest;
    }
    return parts;
  };
}

const nothing = new Uint8Array();
const beginningMark = "begun\n";
const versions = ["HTTP/1.1 ", "HTTP/1.0 "];

function isResponse(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, 9)).toString("latin1");
  return versions.some((version) => text === version.slice(0, text.length));
}

function contentFramed(framing: Exclude<Framing, "invalid" | "both">): Content {
  switch (framing) {
    case "chunked":
      return { kind: "chunked", read: startChunks() };
    case "none":
      return { kind: "until the end" };
    default:
      return { kind: "length", leftBytes: framing.bytes };
  }
}

function malformed(why: string, rest: Uint8Array): Step {
  return { parts: [{ malformed: why, rest }], rest: null };
}
