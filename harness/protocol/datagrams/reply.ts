import type { Protocol } from "../protocol.ts";

/** A datagram is a conversation of its own: what is owed for it depends on no other. */
export function replyToDatagram({ startReplies }: Protocol, datagram: Uint8Array): Uint8Array {
  const reply = startReplies?.({ maxFrameBytes: Number.POSITIVE_INFINITY });
  const owed = reply?.(datagram) ?? datagram;
  return "last" in owed ? owed.last : owed;
}
