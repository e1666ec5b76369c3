import type { History, SentPart } from "../history/history.ts";
import type { Protocol } from "../protocol/protocol.ts";
import { protocolNamed } from "../protocol/protocols.ts";
import { overheadBytes, rawPieceBytes } from "../protocol/render.ts";
import { byteCount, type CaseContext } from "../scenario/amount.ts";
import type { Content, PayloadBytes } from "../scenario/content.ts";

/** Fixed cost of a message, in the number of bytes that take as long to render. */
const messageCost = 16;

/** One message is held in memory as a whole; no implementation may claim more than a quarter of it. */
const messageBytesMax = 256 * 1024 * 1024;

interface Rendering {
  readonly protocol: Protocol;
  readonly context: CaseContext;
}

/**
 * An upper limit of the bytes that must be generated to repeat everything that was sent: a history
 * that the driver did not write may ask for more than there is memory.
 */
export function renderingCost({
  protocol: name,
  context,
  connections,
  datagramSockets,
}: History): number {
  const protocol = protocolNamed(name);
  const costOf = ({ bytes, content }: SentPart) =>
    content.reduce(
      (cost, item) => cost + messageCost * messagesOf(item, bytes, { protocol, context }),
      bytes + largestOf(content, { protocol, context }),
    );
  const parts = connections.flatMap(({ sent }) => sent);
  // Each is made as often as there are checks, and once to find what a reply may have been made of.
  const datagrams = datagramSockets.flatMap(({ sent }) => sent);
  const ofDatagrams = datagrams.reduce((cost, { content, copies }) => {
    const each = messageCost + largestOf(content, { protocol, context });
    return cost + (copies.length + 1) * each;
  }, 0);
  return parts.reduce((cost, part) => cost + costOf(part), ofDatagrams);
}

/** The last message of a part is made as a whole, however little of it was sent. */
function largestOf(content: readonly Content[], rendering: Rendering): number {
  const largest = content.reduce((most, item) => Math.max(most, largestPiece(item, rendering)), 0);
  return largest > messageBytesMax ? Number.POSITIVE_INFINITY : largest;
}

function largestPiece(item: Content, { protocol, context }: Rendering): number {
  if ("raw" in item) {
    const once = item.raw.length / 2;
    return Math.min(once * (item.times ?? 1), Math.max(once, rawPieceBytes));
  }
  if ("unfinished" in item || "finishes" in item) {
    return byteCount("unfinished" in item ? item.unfinished : item.finishes, context);
  }
  if ("unacceptable" in item) {
    return protocol.unacceptable?.(context).length ?? 0;
  }
  if ("closing" in item) {
    return protocol.closing?.send.length ?? 0;
  }
  if ("junkBytes" in item) {
    return byteCount(item.junkBytes, context);
  }
  return "bytes" in item ? payloadBounds(item.bytes, context).largest : 0;
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
function messagesOf(item: Content, bytes: number, { protocol, context }: Rendering): number {
  if (!("bytes" in item)) {
    return 1;
  }
  const messages = "messages" in item ? item.messages : Number.POSITIVE_INFINITY;
  const { smallest } = payloadBounds(item.bytes, context);
  const leastBytes = overheadBytes(protocol) + smallest;
  // Sizes that begin at nothing are larger on average; only a fixed size of nothing never ends.
  const isEmpty = leastBytes === 0 && largestPiece(item, { protocol, context }) === 0;
  return isEmpty ? finite(messages) : Math.min(messages, bytes / Math.max(leastBytes, 0.5));
}

/** A fill with empty messages would never end, so it is not started. */
function finite(messages: number): number {
  return Number.isFinite(messages) ? messages : 0;
}
