import { deflateRawSync, inflateRawSync } from "node:zlib";

/** Packs integers as zigzag LEB128, deflated, in base64: small ones take the least room. */
export function packNumbers(numbers: Iterable<number>): string {
  const bytes: number[] = [];
  for (const number of numbers) {
    pushSigned(bytes, number);
  }
  return deflateRawSync(Uint8Array.from(bytes)).toString("base64");
}

/** @throws {Error} where the text is no packed numbers. */
export function readNumbers(packed: string): readonly number[] {
  return readSigned(inflateRawSync(Buffer.from(packed, "base64")));
}

/** Zigzag, then seven bits a byte, the lowest first. */
function pushSigned(bytes: number[], value: number): void {
  let left = value < 0 ? -2 * value - 1 : 2 * value;
  while (left >= 0x80) {
    bytes.push((left % 0x80) + 0x80);
    left = Math.floor(left / 0x80);
  }
  bytes.push(left);
}

function readSigned(bytes: Uint8Array): readonly number[] {
  const numbers: number[] = [];
  let value = 0;
  let scale = 1;
  for (const byte of bytes) {
    value += (byte % 0x80) * scale;
    scale *= 0x80;
    if (byte < 0x80) {
      numbers.push(value % 2 === 0 ? value / 2 : -(value + 1) / 2);
      value = 0;
      scale = 1;
    }
  }
  return numbers;
}
