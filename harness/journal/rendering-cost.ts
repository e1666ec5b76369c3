import type { History, SentPart } from "../history/history.ts";
import { codecFor } from "../protocol/codec-for.ts";
import { byteCount, type CaseContext } from "../scenario/amount.ts";
import type { Content, PayloadBytes } from "../scenario/content.ts";

/** Fixed cost of a message, in the number of bytes that take as long to render. */
const messageCost = 16;

/** One message is held in memory as a whole; no implementation may claim more than a quarter of it. */
const messageBytesMax = 256 * 1024 * 1024;

/**
 * An upper limit of the bytes that must be generated to repeat everything that was sent: a history
 * that the driver did not write may ask for more than there is memory.
 */
export function renderingCost({ protocol, context, connections }: History): number {
  const { headerBytes } = codecFor(protocol);
  const costOf = ({ bytes, content }: SentPart) =>
    content.reduce(
      (cost, item) => cost + messageCost * messagesOf(item, bytes, { headerBytes, context }),
      bytes + largestOf(content, context),
    );
  const parts = connections.flatMap(({ sent }) => sent);
  return parts.reduce((cost, part) => cost + costOf(part), 0);
}

/** The last message of a part is made as a whole, however little of it was sent. */
function largestOf(content: readonly Content[], context: CaseContext): number {
  const largest = content.reduce((most, item) => Math.max(most, largestPiece(item, context)), 0);
  return largest > messageBytesMax ? Number.POSITIVE_INFINITY : largest;
}

function largestPiece(item: Content, context: CaseContext): number {
  if ("raw" in item) {
    return item.raw.length / 2;
  }
  if ("junkBytes" in item) {
    return byteCount(item.junkBytes, context);
  }
  return payloadBounds(item.bytes, context).largest;
}

function payloadBounds(bytes: PayloadBytes, context: CaseContext) {
  if (typeof bytes === "object" && "min" in bytes) {
    return { smallest: bytes.min, largest: Math.max(bytes.min, byteCount(bytes.max, context)) };
  }
  if (typeof bytes === "object" && "byIndex" in bytes) {
    return { smallest: Math.min(...bytes.byIndex), largest: Math.max(...bytes.byIndex) };
  }
  const fixed = byteCount(bytes, context);
  return { smallest: fixed, largest: fixed };
}

/** The most messages that sending this many bytes can take. */
function messagesOf(
  item: Content,
  bytes: number,
  { headerBytes, context }: { readonly headerBytes: number; readonly context: CaseContext },
): number {
  if (!("bytes" in item)) {
    return 1;
  }
  const messages = "messages" in item ? item.messages : Number.POSITIVE_INFINITY;
  const { smallest } = payloadBounds(item.bytes, context);
  // Sizes that begin at nothing are larger on average; only a fixed size of nothing never ends.
  const isEmpty = headerBytes + smallest === 0 && largestPiece(item, context) === 0;
  return isEmpty
    ? finite(messages)
    : Math.min(messages, bytes / Math.max(headerBytes + smallest, 0.5));
}

/** A fill with empty messages would never end, so it is not started. */
function finite(messages: number): number {
  return Number.isFinite(messages) ? messages : 0;
}
