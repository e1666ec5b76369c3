import type { ReplyPart, ReplyReader } from "../../protocol.ts";
import { startChunks } from "./chunks.ts";
import { framingOf, type Head, headIn } from "./head.ts";

/** What is left of a response's content. */
type Content =
  | { readonly kind: "length"; leftBytes: number }
  | { readonly kind: "chunked"; readonly read: ReturnType<typeof startChunks> };

interface Step {
  readonly parts: readonly ReplyPart[];
  /** Null where nothing can be read yet, or any more. */
  readonly rest: Uint8Array | null;
}

/**
 * Reads responses: each is its status, its content, and the length of that in 8 bytes, however it was
 * sent. One that refuses the request is a farewell.
 */
export function readResponses(): ReplyReader {
  let beginning: Uint8Array = nothing;
  let content: Content | null = null;
  let contentBytes = 0;
  let isRefused = false;

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
    if (status < 200) {
      return { parts: [], rest };
    }
    return beginContent(head, status, rest);
  };

  const beginContent = (head: Head, status: number, rest: Uint8Array): Step => {
    const framing = framingOf(head);
    if (framing === "invalid" || framing === "none") {
      return malformed("a response whose content has no length, or more than one", rest);
    }
    contentBytes = 0;
    content =
      framing === "chunked"
        ? { kind: "chunked", read: startChunks() }
        : { kind: "length", leftBytes: framing.bytes };
    const isEmpty = framing !== "chunked" && framing.bytes === 0;
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
      return "content" in part ? [add(part.content)] : [part];
    });
    const last = parts.at(-1);
    const isBroken = typeof last === "object" && "malformed" in last;
    return { parts: read, rest: isBroken ? null : rest };
  };

  return (bytes) => {
    const parts: ReplyPart[] = [];
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
const version = "HTTP/1.1 ";

function isResponse(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.subarray(0, version.length)).toString("latin1");
  return text === version.slice(0, text.length);
}

function malformed(why: string, rest: Uint8Array): Step {
  return { parts: [{ malformed: why, rest }], rest: null };
}
