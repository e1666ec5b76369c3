import type { LinkDirection } from "../../scenario/link-direction.ts";
import type { Packet } from "../capture/pcap.ts";
import type { Directed } from "./connections.ts";
import type { CrossingFate } from "./crossing.ts";

/** One segment with the times at both sides, not yet interpreted in its connection. */
export interface Pair {
  readonly direction: LinkDirection;
  readonly segment: Packet;
  readonly sentAtMs: number | null;
  readonly arrivedAtMs: number | null;
  readonly fate: CrossingFate;
  readonly isDuplicated: boolean;
}

export interface PairOptions {
  readonly direction: LinkDirection;
  /** Captured where segments of this direction enter the wire, in order of time. */
  readonly sent: readonly Directed[];
  /** Captured where they leave it, in order of time. */
  readonly arrived: readonly Directed[];
  /** Periods in which arrivals may be missing from the capture. */
  readonly blind: readonly Blind[];
}

/** A period in which a capture kept nothing. */
export interface Blind {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Tolerance for arrivals that seem to precede their departure because the clock was stepped. */
const clockStepMsMax = 1;

/** Pairs departures and arrivals of equal segments in one direction of one connection. */
export function pairSightings({ direction, sent, arrived, blind }: PairOptions): readonly Pair[] {
  const departures = Map.groupBy(sent, identityOf);
  const arrivals = Map.groupBy(arrived, identityOf);
  const pairs: Pair[] = [];
  const add = (segment: Packet, sentAtMs: number | null, arrivedAtMs: number | null) => {
    const fate = arrivedAtMs === null ? "lost" : "arrived";
    pairs.push({ direction, segment, sentAtMs, arrivedAtMs, fate, isDuplicated: false });
  };
  for (const [identity, left] of departures) {
    const came = arrivals.get(identity) ?? [];
    const partners = match(left, came);
    for (const [index, segment] of left.entries()) {
      const arrivedAtMs = partners[index]?.atMs;
      add(
        segment,
        segment.atMs,
        arrivedAtMs === undefined ? null : Math.max(arrivedAtMs, segment.atMs),
      );
    }
    pairs.push(
      ...duplicatesAmong(came, partners, left).map((duplicate) => ({ ...duplicate, direction })),
    );
  }
  for (const [identity, came] of arrivals) {
    for (const segment of departures.has(identity) ? [] : came) {
      add(segment, null, segment.atMs);
    }
  }
  return withoutDoubt(pairs, blind);
}

/** A segment that may have arrived during a gap does not count as lost. */
function withoutDoubt(pairs: readonly Pair[], blind: readonly Blind[]): readonly Pair[] {
  if (blind.length === 0) {
    return pairs;
  }
  const slowestMs = pairs.reduce(
    (slowest, { sentAtMs, arrivedAtMs }) =>
      sentAtMs === null || arrivedAtMs === null
        ? slowest
        : Math.max(slowest, arrivedAtMs - sentAtMs),
    0,
  );
  return pairs.map((pair) => {
    const { sentAtMs, fate } = pair;
    const isInDoubt =
      fate === "lost" &&
      sentAtMs !== null &&
      blind.some(({ fromMs, untilMs }) => sentAtMs >= fromMs - slowestMs && sentAtMs <= untilMs);
    return isInDoubt ? { ...pair, fate: "unseen" as const } : pair;
  });
}

/** Arrivals without a departure of their own. */
function duplicatesAmong(
  came: readonly Packet[],
  partners: readonly (Packet | undefined)[],
  left: readonly Packet[],
) {
  return came
    .filter((packet) => !partners.includes(packet))
    .map((segment) => ({
      segment,
      sentAtMs: left.findLast((packet) => packet.atMs <= segment.atMs)?.atMs ?? null,
      arrivedAtMs: segment.atMs,
      fate: "arrived" as const,
      isDuplicated: true,
    }));
}

/**
 * Two transmissions of the same bytes differ in their timestamps, and in the identification of
 * their IPv4 packets, which the wire does not change.
 */
function identityOf({ sequence, acknowledgement, flags, window, ...packet }: Packet): string {
  const { timestamps, sackBlocks } = packet.options;
  const bits =
    `${Number(flags.fin)}${Number(flags.syn)}${Number(flags.rst)}` +
    `${Number(flags.psh)}${Number(flags.ack)}${Number(flags.urg)}`;
  return (
    `${sequence} ${acknowledgement} ${window} ${packet.payloadBytes} ${packet.identification} ` +
    `${bits} ${timestamps?.value} ${timestamps?.echo} ${sackBlocks.join()}`
  );
}

/**
 * @returns for each departure the latest possible arrival: of several transmissions, the last ones
 * are assumed to have arrived.
 */
function match(left: readonly Packet[], came: readonly Packet[]): readonly (Packet | undefined)[] {
  const partners = new Array<Packet | undefined>(left.length).fill(undefined);
  let next = came.length - 1;
  for (let index = left.length - 1; index >= 0; index -= 1) {
    const departure = left[index];
    // Each earlier departure still needs its own arrival, if there are enough.
    while (next > index && next >= left.length) {
      next -= 1;
    }
    const arrival = came[next];
    if (
      departure !== undefined &&
      arrival !== undefined &&
      arrival.atMs >= departure.atMs - clockStepMsMax
    ) {
      partners[index] = arrival;
      next -= 1;
    }
  }
  return partners;
}
