import type { Measured } from "../../protocol.ts";
import { startChunks } from "./chunks.ts";
import { framingOf, headIn } from "./head.ts";

/** Where a request ends. */
export function measureRequest(bytes: Uint8Array): Measured {
  const head = headIn(bytes);
  if (head === "more") {
    return "more";
  }
  const framing = head === "too long" ? "invalid" : framingOf(head);
  if (framing === "invalid" || head === "too long") {
    return "refused";
  }
  if (framing === "chunked") {
    return measureChunked(bytes, head.end);
  }
  return head.end + (framing === "none" ? 0 : framing.bytes);
}

function measureChunked(bytes: Uint8Array, headBytes: number): Measured {
  const { parts, rest } = startChunks()(bytes.subarray(headBytes));
  const last = parts.at(-1);
  if (last === "end") {
    return bytes.length - rest.length;
  }
  return typeof last === "object" && "malformed" in last ? "refused" : "more";
}

/** @returns the content of a whole request. */
export function contentOf(request: Uint8Array): Uint8Array {
  const head = headIn(request);
  if (typeof head === "string") {
    return new Uint8Array();
  }
  const content = request.subarray(head.end);
  if (framingOf(head) !== "chunked") {
    return content;
  }
  const { parts } = startChunks()(content);
  return Buffer.concat(
    parts.flatMap((part) => (typeof part === "object" && "content" in part ? [part.content] : [])),
  );
}
