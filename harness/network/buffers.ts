import { mathisBytesPerSecond } from "./expectations.ts";
import {
  type Direction,
  meanLossPercent,
  type Network,
  roundTripMs,
  type WireNetwork,
  wiresOf,
} from "./network.ts";

const smallestBytes = 16 * 1024;
const largestBytes = 1024 * 1024;

/** Two seconds' worth, in seconds: more than any profile's round trip keeps in flight. */
const fillTimeS = 2;

/** Payload of a 1500-byte Ethernet packet with timestamps (RFC 9293 §3.7.1, RFC 7323). */
const mssBytes = 1448;

/**
 * The maximum size of the hosts' socket buffers. A stall fills every buffer on the
 * way first, so on a slow link small ones make it cheap; two seconds' worth of the slower
 * direction still keep the link busy. A link without a rate is slow if it loses segments: at 300 ms
 * and 2 % it carries 42 kB/s, and echoing the contents of megabyte buffers took 220 s.
 *
 * @returns bytes, 16 KiB to 1 MiB; with two wires, what suits the slower one.
 */
export function largestBufferBytes(network: Network): number {
  return Math.min(...wiresOf(network).map((wire) => suitingBytes(wire)));
}

function suitingBytes(network: WireNetwork): number {
  const { up, down } = network;
  const carried = Math.min(bytesPerSecond(network, up), bytesPerSecond(network, down));
  const bytes = Math.round(carried * fillTimeS);
  return Math.min(largestBytes, Math.max(smallestBytes, bytes));
}

/** The direction's rate, or what its loss allows (Mathis et al. 1997), whichever is less. */
function bytesPerSecond(network: WireNetwork, direction: Direction): number {
  const lossFraction = meanLossPercent(direction) / 100;
  const byRate = ((direction.rateKbit ?? Infinity) * 1000) / 8;
  const byLoss = mathisBytesPerSecond({
    mssBytes,
    lossFraction,
    roundTripMs: roundTripMs(network),
  });
  return Math.min(byRate, byLoss);
}
