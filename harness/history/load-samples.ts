import { packNumbers, readNumbers } from "./packed-numbers.ts";

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
 * was sent, and how long after the intended time it was echoed.
 */
export function packSamples({ intendedNs, sentNs, echoedNs }: LoadSamples): string {
  const numbers: number[] = [];
  let before = 0;
  for (const [index, intended] of intendedNs.entries()) {
    const sent = sentNs[index] ?? 0;
    const echoed = echoedNs[index] ?? 0;
    numbers.push(intended - before, sent - intended, echoed - intended);
    before = intended;
  }
  return packNumbers(numbers);
}

/** @throws {Error} where the text is no packed samples. */
export function readSamples(packed: string): LoadSamples {
  const numbers = readNumbers(packed);
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
