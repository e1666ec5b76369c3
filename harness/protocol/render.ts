import { byteCount, type CaseContext } from "../scenario/amount.ts";
import type { Content, PayloadBytes } from "../scenario/content.ts";
import type { Codec } from "./codec.ts";
import { deriveSeed, fillRandom, randomIntegers } from "./random.ts";

/**
 * Makes the bytes of a step's content, message by message, the same ones for the same seed.
 *
 * @returns pieces in the order in which they are sent, none of which is changed afterwards.
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
      yield randomBytes(byteCount(item.junkBytes, context), itemSeed);
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
  const nextSize = payloadSizes(item.bytes, seed, context);
  const fillBytes = "fill" in item ? byteCount(item.fill, context) : Number.POSITIVE_INFINITY;
  const messages = "fill" in item ? Number.POSITIVE_INFINITY : item.messages;
  let bytes = 0;
  for (let number = 0; number < messages && bytes < fillBytes; number += 1) {
    const message = codec.encode(randomBytes(nextSize(), deriveSeed(seed, number)));
    if ("fill" in item && message.length === 0) {
      return; // Nothing will ever fill anything.
    }
    bytes += message.length;
    const cut = "truncatedTo" in item && number === messages - 1 ? item.truncatedTo : undefined;
    yield message.subarray(0, cut ?? message.length);
  }
}

function payloadSizes(bytes: PayloadBytes, seed: number, context: CaseContext): () => number {
  if (typeof bytes === "object" && "min" in bytes) {
    const max = Math.max(bytes.min, byteCount(bytes.max, context));
    return randomIntegers(deriveSeed(seed, "sizes"), bytes.min, max);
  }
  const size = byteCount(bytes, context);
  return () => size;
}

function randomBytes(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  fillRandom(bytes, seed);
  return bytes;
}
