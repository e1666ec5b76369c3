/**
 * A seed for one use, derived from another: FNV-1a over the words, mixed with the seed.
 *
 * @param seed 0 to 2^32 - 1.
 * @returns 1 to 2^32 - 1; never 0, on which xorshift would stand still.
 */
export function deriveSeed(seed: number, ...words: readonly (string | number)[]): number {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (const word of words) {
    // Each word is prefixed with its length, so that different lists never hash the same bytes.
    hash = typeof word === "number" ? mix(hash, word) : mix(hash, word.length);
    for (let index = 0; typeof word === "string" && index < word.length; index += 1) {
      hash = mix(hash, word.charCodeAt(index));
    }
  }
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0;
  return (hash ^ (hash >>> 13)) >>> 0 || 1;
}

function mix(hash: number, value: number): number {
  const rotated = (hash << 5) | (hash >>> 27);
  return Math.imul(rotated ^ value, 0x01000193) >>> 0;
}

/** Fills with bytes that depend only on the seed (xorshift32, Marsaglia 2003). */
export function fillRandom(target: Uint8Array, seed: number): void {
  let state = seed >>> 0 || 1;
  // A store past the end of a typed array does nothing.
  for (let offset = 0; offset < target.length; offset += 4) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    target[offset] = state;
    target[offset + 1] = state >>> 8;
    target[offset + 2] = state >>> 16;
    target[offset + 3] = state >>> 24;
  }
}

/** @returns a source of integers from `min` to `max`, both inclusive. */
export function randomIntegers(seed: number, min: number, max: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return min + ((state >>> 0) % (max - min + 1));
  };
}
