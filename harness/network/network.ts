import type { z } from "zod";
import type { LinkDirection } from "../scenario/link-direction.ts";
import type { directionSchema, lossSchema, networkSchema } from "./network-schema.ts";

/** The profile of one wire. */
export type WireNetwork = z.infer<typeof networkSchema>;

/** What the wires of a case match. */
export interface Network extends WireNetwork {
  /** Of the wire between a proxy and its upstream. Default: it is bare. */
  readonly upstream?: WireNetwork;
}

export type Direction = z.infer<typeof directionSchema>;
export type Loss = z.infer<typeof lossSchema>;

/** The keys of the directions in stored networks and observations of links. */
export const directionKey = {
  toServer: "up",
  toClient: "down",
} as const satisfies Record<LinkDirection, string>;

/** @returns the profile of each wire that a case's bytes cross: the client's, and that behind a proxy. */
export function wiresOf({
  upstream,
  ...client
}: Network): readonly [client: WireNetwork, ...upstream: WireNetwork[]] {
  return upstream === undefined ? [client] : [client, upstream];
}

/** @returns the round trip over all wires in ms, without jitter and queues. */
export function roundTripMs(network: Network): number {
  return wiresOf(network).reduce((sum, { up, down }) => sum + up.delayMs + down.delayMs, 0);
}

/**
 * @returns the most by which a round trip may differ from `roundTripMs` in either direction, in ms.
 */
export function jitterMs(network: Network): number {
  return wiresOf(network).reduce(
    (sum, { up, down }) => sum + (up.jitterMs ?? 0) + (down.jitterMs ?? 0),
    0,
  );
}

/** The MTU of Ethernet (RFC 894), in bytes. */
const usualMtuBytes = 1500;

/** @returns the largest IP packet that the client's wire carries, in bytes. */
export function mtuBytes({ mtuBytes: asked = usualMtuBytes }: WireNetwork): number {
  return asked;
}

/** Whether a wire differs from a bare one. */
export function isImpaired(network: Network): boolean {
  return needsNetem(network) || wiresOf(network).some((wire) => mtuBytes(wire) !== usualMtuBytes);
}

/** Whether a kernel without netem cannot make the wires. */
export function needsNetem(network: Network): boolean {
  return directionsOf(network).some(isImpairedDirection);
}

/** Whether packets are dropped on purpose, in at least one direction. */
export function hasLoss(network: Network): boolean {
  return directionsOf(network).some((direction) => meanLossPercent(direction) > 0);
}

/** Whether segments may fail to arrive: dropped, corrupted, or refused by a bounded queue. */
export function mayLoseSegments(network: Network): boolean {
  return (
    hasLoss(network) ||
    directionsOf(network).some(
      (direction) => (direction.corruptPercent ?? 0) > 0 || hasBoundedQueue(direction),
    )
  );
}

function directionsOf(network: Network): readonly Direction[] {
  return wiresOf(network).flatMap(({ up, down }) => [up, down]);
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
    directionsOf(network).some(
      ({ duplicatePercent = 0, reorderPercent = 0 }) => duplicatePercent > 0 || reorderPercent > 0,
    )
  );
}

/** @returns the rate of the slowest direction, in 1000 bits a second; null without a limit. */
export function slowestKbit(network: Network): number | null {
  const rates = directionsOf(network)
    .map(({ rateKbit }) => rateKbit)
    .filter((rate) => rate !== undefined);
  return rates.length === 0 ? null : Math.min(...rates);
}
