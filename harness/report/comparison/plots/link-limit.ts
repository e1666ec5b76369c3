import { mathisBytesPerSecond } from "../../../network/expectations.ts";
import {
  meanLossPercent,
  type Network,
  roundTripMs,
  slowestKbit,
} from "../../../network/network.ts";

/** Payload of a 1500-byte Ethernet packet with timestamps (RFC 9293 §3.7.1, RFC 7323). */
const mssBytes = 1448;

/** Loss of the direction that loses more: an echo crosses both. */
export function lossPercent({ up, down }: Network): number {
  return Math.max(meanLossPercent(up), meanLossPercent(down));
}

/** What Mathis et al. expect of a round trip and a loss, in bit/s; infinity without one of them. */
export function mathisBits(tripMs: number, percent: number): number {
  const lossFraction = percent / 100;
  return 8 * mathisBytesPerSecond({ mssBytes, roundTripMs: tripMs, lossFraction });
}

/** The least of a link's rate and what its loss allows, in bit/s; infinity without both. */
export function linkLimitBits(link: Network): number {
  const rate = (slowestKbit(link) ?? Number.POSITIVE_INFINITY) * 1000;
  return Math.min(rate, mathisBits(roundTripMs(link), lossPercent(link)));
}
