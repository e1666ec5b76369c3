/** Sizes of buffers, from those of old standard libraries to those of large reads. */
const powers = [512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536];

/** Multiples of them, and sizes that people write down: of segments, and in decimal. */
const others = [
  1000, 1448, 1460, 1500, 3072, 4000, 8000, 10_000, 10_240, 12_288, 20_480, 24_576, 49_152,
];

const headerBytes = 4;

/**
 * Payloads in bytes: the message, header included, or its payload alone is as long as a buffer; and
 * one byte less and one more.
 */
export const edgeSizes: readonly number[] = [
  ...powers.flatMap((bytes) =>
    [-1, 0, 1].flatMap((more) => [bytes - headerBytes + more, bytes + more]),
  ),
  ...others.flatMap((bytes) => [bytes - headerBytes, bytes]),
];
