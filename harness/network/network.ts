import type { z } from "zod";
import type { LinkDirection } from "../scenario/link-direction.ts";
import type { directionSchema, lossSchema, networkSchema } from "./network-schema.ts";

export type Network = z.infer<typeof networkSchema>;
export type Direction = z.infer<typeof directionSchema>;
export type Loss = z.infer<typeof lossSchema>;

/** The keys of the directions in stored networks and observations of links. */
export const directionKey = {
  toServer: "up",
  toClient: "down",
} as const satisfies Record<LinkDirection, string>;

/** @returns the round trip in ms, without jitter and queues. */
export function roundTripMs({ up, down }: Network): number {
  return up.delayMs + down.delayMs;
}

/**
 * @returns the most by which a round trip may differ from `roundTripMs` in either direction, in ms.
 */
export function jitterMs({ up, down }: Network): number {
  return (up.jitterMs ?? 0) + (down.jitterMs ?? 0);
}

/** The MTU of Ethernet (RFC 894), in bytes. */
const usualMtuBytes = 1500;

/** @returns the largest IP packet that the link carries, in bytes. */
export function mtuBytes({ mtuBytes: asked = usualMtuBytes }: Network): number {
  return asked;
}

/** Whether the network differs from a bare wire. */
export function isImpaired(network: Network): boolean {
  return needsNetem(network) || mtuBytes(network) !== usualMtuBytes;
}

/** Whether a kernel without netem cannot make the link. */
export function needsNetem({ up, down }: Network): boolean {
  return isImpairedDirection(up) || isImpairedDirection(down);
}

/** Whether packets are dropped on purpose, in at least one direction. */
export function hasLoss({ up, down }: Network): boolean {
  return meanLossPercent(up) > 0 || meanLossPercent(down) > 0;
}

/** Whether segments may fail to arrive: dropped, corrupted, or refused by a bounded queue. */
export function mayLoseSegments(network: Network): boolean {
  return (
    hasLoss(network) ||
    [network.up, network.down].some(
      (direction) => (direction.corruptPercent ?? 0) > 0 || hasBoundedQueue(direction),
    )
  );
}

/** Whether the queue before the rate may overflow, because the profile limits its length. */
export function hasBoundedQueue({ queueMs, queuePackets }: Direction): boolean {
  return queueMs !== undefined || queuePackets !== undefined;
}

/** @returns mean percentage of packets dropped on purpose. */
export function meanLossPercent({ loss }: Direction): number {
  if (loss === undefined) {
    return 0;
  }
  return "percent" in loss ? loss.percent : loss.meanPercent;
}

/** @returns how long the bytes take to send at the direction's rate, in ms; 0 without a rate. */
export function transmissionMs(bytes: number, { rateKbit }: Direction): number {
  return rateKbit === undefined ? 0 : (bytes * 8) / rateKbit;
}

function isImpairedDirection(direction: Direction): boolean {
  const { delayMs, rateKbit, reorderPercent = 0, duplicatePercent = 0 } = direction;
  const { corruptPercent = 0 } = direction;
  const impairments = [
    delayMs,
    reorderPercent,
    duplicatePercent,
    corruptPercent,
    meanLossPercent(direction),
  ];
  return rateKbit !== undefined || impairments.some((impairment) => impairment > 0);
}

/** Whether segments may fail to arrive, arrive twice, or arrive out of order. */
export function isLossy(network: Network): boolean {
  return (
    mayLoseSegments(network) ||
    [network.up, network.down].some(
      ({ duplicatePercent = 0, reorderPercent = 0 }) => duplicatePercent > 0 || reorderPercent > 0,
    )
  );
}

/** @returns the rate of the slower direction, in 1000 bits a second; null without a limit. */
export function slowestKbit({ up, down }: Network): number | null {
  const rates = [up.rateKbit, down.rateKbit].filter((rate) => rate !== undefined);
  return rates.length === 0 ? null : Math.min(...rates);
}
