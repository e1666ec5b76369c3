import { packNumbers, readNumbers } from "./packed-numbers.ts";

/** The answered requests of a load as they passed the server's side of the wire, as they arrived. */
export interface WireSamples {
  /** When the last byte of each request arrived, in ns since the load started. */
  readonly arrivedNs: Float64Array;
  /** How much later the last byte of its reply left, in ns. */
  readonly tookNs: Float64Array;
}

/** Packs samples for a history: for each, its arrival after the one before, and how long it took. */
export function packWireSamples({ arrivedNs, tookNs }: WireSamples): string {
  const numbers: number[] = [];
  let before = 0;
  for (const [index, arrived] of arrivedNs.entries()) {
    numbers.push(arrived - before, tookNs[index] ?? 0);
    before = arrived;
  }
  return packNumbers(numbers);
}

/** @throws {Error} where the text is no packed samples. */
export function readWireSamples(packed: string): WireSamples {
  const numbers = readNumbers(packed);
  const count = Math.floor(numbers.length / 2);
  const arrivedNs = new Float64Array(count);
  const tookNs = new Float64Array(count);
  let arrived = 0;
  for (let index = 0; index < count; index += 1) {
    arrived += numbers[2 * index] ?? 0;
    arrivedNs[index] = arrived;
    tookNs[index] = numbers[2 * index + 1] ?? 0;
  }
  return { arrivedNs, tookNs };
}
