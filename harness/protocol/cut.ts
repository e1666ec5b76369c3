import type { Cut } from "../scenario/content.ts";
import type { Protocol } from "./protocol.ts";

/** @returns the offset of a place in an encoded message, in bytes; may lie behind its end. */
export function cutOffset(cut: Cut, protocol: Protocol, payloadBytes: number): number {
  if (typeof cut === "number") {
    return cut;
  }
  const headerBytes = protocol.header(payloadBytes, 0).length;
  switch (cut) {
    case "half-header":
      return Math.floor(headerBytes / 2);
    case "header":
      return headerBytes;
    default:
      return headerBytes + cut.payload;
  }
}
