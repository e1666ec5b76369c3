import { crc32 } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { startDigest } from "./digest.ts";
import { fillRandom } from "./random.ts";

function randomBytes(length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  fillRandom(bytes, length + 1);
  return bytes;
}

function digestOf(...pieces: readonly Uint8Array[]) {
  const digest = startDigest();
  for (const piece of pieces) {
    digest.push(piece);
  }
  return digest.finish(false);
}

test("a digest is the same whatever the split", () => {
  const edges = [4095, 4096, 4097, 16_383, 16_384, 16_385, 32_768];
  const place = fc.oneof(fc.constantFrom(...edges), fc.nat(40_000));
  fc.assert(
    fc.property(place, fc.array(place, { maxLength: 8 }), (length, cuts) => {
      const bytes = randomBytes(length);
      const places = [0, ...cuts.filter((cut) => cut < length), length].sort((a, b) => a - b);
      const pieces = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
      expect(digestOf(...pieces)).toEqual(digestOf(bytes));
    }),
  );
});

test.each([
  { length: 0, blocks: 0 },
  { length: 1, blocks: 1 },
  { length: 16_384, blocks: 1 },
  { length: 16_385, blocks: 2 },
  { length: 100_000, blocks: 7 },
])("$length bytes make $blocks blocks and a head of at most 4096 bytes", ({ length, blocks }) => {
  const bytes = randomBytes(length);
  const digest = digestOf(bytes);
  const expected = Array.from({ length: blocks }, (_, block) =>
    crc32(bytes.subarray(block * 16_384, (block + 1) * 16_384)),
  );
  expect(digest).toEqual({
    bytes: length,
    blockBytes: 16_384,
    blockCrcs: expected,
    head: Buffer.from(bytes.subarray(0, 4096)).toString("base64"),
    cutShort: false,
  });
});

test("a digest can be taken while bytes still arrive", () => {
  const digest = startDigest();
  digest.push(randomBytes(20_000));
  const early = digest.finish(false);
  digest.push(randomBytes(20_000));
  expect(early).toEqual(digestOf(randomBytes(20_000)));
  expect(digest.bytes).toBe(40_000);
});

test("a digest says that reading was cut short", () => {
  expect(startDigest().finish(true).cutShort).toBe(true);
});
