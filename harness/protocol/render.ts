import { byteCount, type CaseContext } from "../scenario/amount.ts";
import type { Content, PayloadBytes } from "../scenario/content.ts";
import type { Codec } from "./codec.ts";
import { deriveSeed, fillRandom, randomIntegers } from "./random.ts";

/**
 * Generates the bytes of a step's content, message by message, deterministically from the seed.
 *
 * @returns pieces in sending order. Each is valid until the next one is requested,
 * which reuses its memory, so that hundreds of megabytes take the memory of one message.
 */
export function* renderContent(
  codec: Codec,
  content: readonly Content[],
  seed: number,
  context: CaseContext,
): Generator<Uint8Array, void, undefined> {
  for (const [index, item] of content.entries()) {
    const itemSeed = deriveSeed(seed, index);
    if ("raw" in item) {
      yield Uint8Array.from(Buffer.from(item.raw, "hex"));
    } else if ("junkBytes" in item) {
      const junk = new Uint8Array(byteCount(item.junkBytes, context));
      fillRandom(junk, itemSeed);
      yield junk;
    } else {
      yield* renderMessages(codec, item, itemSeed, context);
    }
  }
}

type Messages = Extract<Content, { readonly bytes: unknown }>;

function* renderMessages(
  codec: Codec,
  item: Messages,
  seed: number,
  context: CaseContext,
): Generator<Uint8Array, void, undefined> {
  const sizes = payloadSizes(item.bytes, seed, context);
  const fillBytes = "fill" in item ? byteCount(item.fill, context) : Number.POSITIVE_INFINITY;
  if ("fill" in item && codec.headerBytes + sizes.largest === 0) {
    return; // Empty messages never reach an amount.
  }
  const repeated = "repeated" in item && item.repeated === true;
  const messages = "fill" in item ? Number.POSITIVE_INFINITY : item.messages;
  const memory = new Uint8Array(codec.headerBytes + sizes.largest);
  let bytes = 0;
  for (let number = 0; number < messages && bytes < fillBytes; number += 1) {
    const payloadBytes = sizes.next();
    const message = memory.subarray(0, codec.headerBytes + payloadBytes);
    codec.writeHeader(message, payloadBytes);
    const cut = "truncatedTo" in item && number === messages - 1 ? item.truncatedTo : undefined;
    const sent = message.subarray(0, cut ?? message.length);
    if (number === 0 || !repeated) {
      fillRandom(sent.subarray(codec.headerBytes), deriveSeed(seed, number));
    }
    bytes += message.length;
    yield sent;
  }
}

interface PayloadSizes {
  readonly largest: number;
  next(): number;
}

function payloadSizes(bytes: PayloadBytes, seed: number, context: CaseContext): PayloadSizes {
  if (typeof bytes === "object" && "min" in bytes) {
    const largest = Math.max(bytes.min, byteCount(bytes.max, context));
    return { largest, next: randomIntegers(deriveSeed(seed, "sizes"), bytes.min, largest) };
  }
  if (typeof bytes === "object" && "byIndex" in bytes) {
    throw new Error("A size by index was not resolved for its connection.");
  }
  const largest = byteCount(bytes, context);
  return { largest, next: () => largest };
}
