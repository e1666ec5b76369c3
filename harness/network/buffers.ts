import { type Network, slowestKbit } from "./network.ts";

const smallestBytes = 16 * 1024;
const largestBytes = 1024 * 1024;

/** Two seconds' worth, in seconds: more than any profile's round trip keeps in flight. */
const fillTimeS = 2;

/**
 * The largest size that the hosts' socket buffers should grow to. A stall fills every buffer on the
 * way first, so on a slow link small ones make it cheap; two seconds of the slowest rate still keep
 * the link busy.
 *
 * @returns bytes, 16 KiB to 1 MiB; 1 MiB for a network without a rate.
 */
export function largestBufferBytes(network: Network): number {
  const bytes = Math.round(((slowestKbit(network) ?? Infinity) * 1000 * fillTimeS) / 8);
  return Math.min(largestBytes, Math.max(smallestBytes, bytes));
}
