import type { Fault } from "./fault.ts";

const headerBytes = 4;

/** @returns what is sent back for the frames of one read, in this order. */
export function repliesTo(frames: readonly Buffer[], fault: Fault): Buffer[] {
  const replies = frames.map((frame) => replyTo(frame, fault));
  if (fault === "replies-out-of-order") {
    // Each message has an async handler that writes when it is done. The first one of a batch
    // fills a cache, and is done last.
    return [...replies.slice(1), ...replies.slice(0, 1)];
  }
  return replies;
}

function replyTo(frame: Buffer, fault: Fault): Buffer {
  const header = frame.subarray(0, headerBytes);
  const payload = frame.subarray(headerBytes);
  switch (fault) {
    case "payload-as-ascii":
      // A payload passes through a string. "ascii" keeps its length, and clears each eighth bit.
      return Buffer.concat([header, Buffer.from(payload.toString("ascii"), "latin1")]);
    case "newline-after-echo":
      // A `println` where a `print` was meant.
      return Buffer.concat([frame, Buffer.from("\n")]);
    default:
      return frame;
  }
}
