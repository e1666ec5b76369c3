import { byteCount, type CaseContext } from "../scenario/amount.ts";
import type { Content } from "../scenario/content.ts";
import type { Codec } from "./codec.ts";
import { deriveSeed, fillRandom } from "./random.ts";

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
    if ("raw" in item) {
      yield Uint8Array.from(Buffer.from(item.raw, "hex"));
    } else if ("junkBytes" in item) {
      yield randomBytes(byteCount(item.junkBytes, context), deriveSeed(seed, index));
    } else if ("fill" in item) {
      const wantedBytes = byteCount(item.fill, context);
      const payloadBytes = byteCount(item.bytes, context);
      for (let number = 0, bytes = 0; bytes < wantedBytes; number += 1) {
        const message = codec.encode(randomBytes(payloadBytes, deriveSeed(seed, index, number)));
        bytes += message.length;
        yield message;
      }
    } else {
      const payloadBytes = byteCount(item.bytes, context);
      for (let number = 0; number < item.messages; number += 1) {
        const payload = randomBytes(payloadBytes, deriveSeed(seed, index, number));
        const message = codec.encode(payload);
        const last = number === item.messages - 1;
        yield last ? message.subarray(0, item.truncatedTo ?? message.length) : message;
      }
    }
  }
}

function randomBytes(length: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(length);
  fillRandom(bytes, seed);
  return bytes;
}
