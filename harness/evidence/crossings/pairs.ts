import type { Packet } from "../capture/pcap.ts";
import type { Directed } from "./connections.ts";
import type { CrossingFate, Direction } from "./crossing.ts";

/** One segment with the times of both sides, not yet read as part of its connection. */
export interface Pair {
  readonly direction: Direction;
  readonly segment: Packet;
  readonly sentAtMs: number | null;
  readonly arrivedAtMs: number | null;
  readonly fate: CrossingFate;
  readonly isDuplicated: boolean;
}

export interface PairOptions {
  readonly direction: Direction;
  /** Seen where segments of this direction enter the wire, in order of time. */
  readonly sent: readonly Directed[];
  /** Seen where they leave it, in order of time. */
  readonly arrived: readonly Directed[];
  /** When arrivals may be missing from the capture. */
  readonly blind: readonly Blind[];
}

/** A time in which a capture did not keep what it saw. */
export interface Blind {
  readonly fromMs: number;
  readonly untilMs: number;
}

/** By so much an arrival may seem to come before its departure, when the clock was set meanwhile. */
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
    pairs.push(...duplicatesAmong(came, partners, left).map((one) => ({ ...one, direction })));
  }
  for (const [identity, came] of arrivals) {
    for (const segment of departures.has(identity) ? [] : came) {
      add(segment, null, segment.atMs);
    }
  }
  return withoutDoubt(pairs, blind);
}

/** What may have arrived while nobody looked is not called lost. */
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

/** More came out than went in. */
function duplicatesAmong(
  came: readonly Packet[],
  partners: readonly (Packet | undefined)[],
  left: readonly Packet[],
) {
  return came
    .filter((one) => !partners.includes(one))
    .map((segment) => ({
      segment,
      sentAtMs: left.findLast((one) => one.atMs <= segment.atMs)?.atMs ?? null,
      arrivedAtMs: segment.atMs,
      fate: "arrived" as const,
      isDuplicated: true,
    }));
}

/**
 * Two sendings of the same bytes differ in their timestamps, and in the identification of their
 * IPv4 packets. The wire changes none of it.
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

/** @returns for each departure its arrival, the latest that it can be: a resent one is what came. */
function match(left: readonly Packet[], came: readonly Packet[]): readonly (Packet | undefined)[] {
  const partners = new Array<Packet | undefined>(left.length).fill(undefined);
  let next = came.length - 1;
  for (let index = left.length - 1; index >= 0; index -= 1) {
    const departure = left[index];
    // Each earlier departure still needs an arrival of its own, where there are enough.
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
