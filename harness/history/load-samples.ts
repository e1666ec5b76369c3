import { deflateRawSync, inflateRawSync } from "node:zlib";

/** The echoed messages of a load, in the order in which they came back. Times in ns from its start. */
export interface LoadSamples {
  /** When each was to be sent. */
  readonly intendedNs: Float64Array;
  /** When its first byte was given to the socket. */
  readonly sentNs: Float64Array;
  /** When its last byte had come back. */
  readonly echoedNs: Float64Array;
}

/**
 * Packs samples for a history: for each its intended time less that of the one before, how late it
 * was sent, and how long after the intended time it was echoed, as LEB128 integers, deflated.
 */
export function packSamples({ intendedNs, sentNs, echoedNs }: LoadSamples): string {
  const bytes: number[] = [];
  let before = 0;
  for (const [index, intended] of intendedNs.entries()) {
    pushSigned(bytes, intended - before);
    pushSigned(bytes, (sentNs[index] ?? 0) - intended);
    pushSigned(bytes, (echoedNs[index] ?? 0) - intended);
    before = intended;
  }
  return deflateRawSync(Uint8Array.from(bytes)).toString("base64");
}

/** @throws {Error} where the text is no packed samples. */
export function readSamples(packed: string): LoadSamples {
  const bytes = inflateRawSync(Buffer.from(packed, "base64"));
  const numbers = readSigned(bytes);
  const count = Math.floor(numbers.length / 3);
  const samples = {
    intendedNs: new Float64Array(count),
    sentNs: new Float64Array(count),
    echoedNs: new Float64Array(count),
  };
  let intended = 0;
  for (let index = 0; index < count; index += 1) {
    intended += numbers[3 * index] ?? 0;
    samples.intendedNs[index] = intended;
    samples.sentNs[index] = intended + (numbers[3 * index + 1] ?? 0);
    samples.echoedNs[index] = intended + (numbers[3 * index + 2] ?? 0);
  }
  return samples;
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
