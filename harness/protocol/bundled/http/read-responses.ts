import type { ReplyPart, ReplyReader } from "../../protocol.ts";
import { type ContentReader, startContent } from "./content.ts";
import { framingOf, type Head, headIn } from "./head.ts";

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
  let content: ContentReader | null = null;
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
    const status = Number(head.startLine.split(" ")[1]);
    const rest = known.subarray(head.end);
    return status < 200 ? letPass(status, rest) : beginFinal(head, status, rest);
  };

  /** @returns the mark of a beginning, once. */
  const markOnce = (): readonly string[] => (hasBegun ? [] : [beginningMark]);

  const letPass = (status: number, rest: Uint8Array): Step => {
    const parts = status === 100 ? markOnce() : [];
    hasBegun ||= status === 100;
    return { parts, rest };
  };

  const beginFinal = (head: Head, status: number, rest: Uint8Array): Step => {
    if (status >= 400) {
      isRefused = true;
      return { parts: [{ farewell: `${status}\n` }], rest: null };
    }
    const framing = framingOf(head);
    if (framing === "invalid" || framing === "both") {
      return malformed(
        "a response whose content has more than one length, or an invalid one",
        rest,
      );
    }
    const mark = markOnce();
    hasBegun = false;
    content = startContent(framing);
    const begun = goOn(content, rest);
    return { parts: [...mark, `${status}\n`, ...begun.parts], rest: begun.rest };
  };

  const goOn = (current: ContentReader, bytes: Uint8Array): Step => {
    const { parts, rest } = current.read(bytes);
    content = current.isOver ? null : current;
    const isBroken = parts.some((part) => typeof part === "object" && "malformed" in part);
    return { parts, rest: isBroken ? null : rest };
  };

  return (bytes, isEnd = false) => {
    const parts: ReplyPart[] = isEnd ? [...(content?.end() ?? [])] : [];
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

function malformed(why: string, rest: Uint8Array): Step {
  return { parts: [{ malformed: why, rest }], rest: null };
}
