import { type LinkDirection, linkDirections } from "../../scenario/link-direction.ts";
import type { Blind } from "./blind.ts";
import type { Directed } from "./connections.ts";
import type { CrossingFate } from "./crossing.ts";

/** A packet as one side of the wire saw it, at the history's time. */
interface Sighting {
  readonly atMs: number;
  readonly direction: LinkDirection;
}

/** One packet with the times at both sides, not yet interpreted. */
export interface Pair<Seen extends Sighting = Directed> {
  readonly direction: LinkDirection;
  readonly packet: Seen;
  readonly sentAtMs: number | null;
  readonly arrivedAtMs: number | null;
  readonly fate: CrossingFate;
  readonly isDuplicated: boolean;
}

/** @returns what a packet has in common with itself at the other side, and with no other. */
type IdentityOf<Seen> = (packet: Seen) => string;

/** For both directions: packets that enter the wire on one side leave it on the other. */
export function* pairBothWays<Seen extends Sighting>(
  seen: { readonly client: readonly Seen[]; readonly server: readonly Seen[] },
  blind: Readonly<Record<"client" | "server", readonly Blind[]>>,
  identityOf: IdentityOf<Seen>,
): Generator<Pair<Seen>> {
  const of = (side: readonly Seen[], direction: LinkDirection) =>
    side.filter((packet) => packet.direction === direction);
  for (const direction of linkDirections) {
    const [from, to] =
      direction === "toServer" ? (["client", "server"] as const) : (["server", "client"] as const);
    yield* pairSightings({
      direction,
      sent: of(seen[from], direction),
      arrived: of(seen[to], direction),
      blind: blind[to],
      identityOf,
    });
  }
}

interface PairOptions<Seen extends Sighting> {
  readonly direction: LinkDirection;
  /** Captured where packets of this direction enter the wire, in order of time. */
  readonly sent: readonly Seen[];
  /** Captured where they leave it, in order of time. */
  readonly arrived: readonly Seen[];
  /** Periods in which arrivals may be missing from the capture. */
  readonly blind: readonly Blind[];
  readonly identityOf: IdentityOf<Seen>;
}

/** Tolerance for arrivals that seem to precede their departure because the clock was stepped. */
const clockStepMsMax = 1;

/** Pairs departures and arrivals of equal packets in one direction. */
function pairSightings<Seen extends Sighting>({
  direction,
  sent,
  arrived,
  blind,
  identityOf,
}: PairOptions<Seen>): readonly Pair<Seen>[] {
  const departures = Map.groupBy(sent, identityOf);
  const arrivals = Map.groupBy(arrived, identityOf);
  const pairs: Pair<Seen>[] = [];
  const add = (packet: Seen, sentAtMs: number | null, arrivedAtMs: number | null) => {
    const fate = arrivedAtMs === null ? "lost" : "arrived";
    pairs.push({ direction, packet, sentAtMs, arrivedAtMs, fate, isDuplicated: false });
  };
  for (const [identity, left] of departures) {
    const came = arrivals.get(identity) ?? [];
    const partners = match(left, came);
    for (const [index, packet] of left.entries()) {
      const arrivedAtMs = partners[index]?.atMs;
      add(
        packet,
        packet.atMs,
        arrivedAtMs === undefined ? null : Math.max(arrivedAtMs, packet.atMs),
      );
    }
    pairs.push(
      ...duplicatesAmong(came, partners, left).map((duplicate) => ({ ...duplicate, direction })),
    );
  }
  for (const [identity, came] of arrivals) {
    for (const packet of departures.has(identity) ? [] : came) {
      add(packet, null, packet.atMs);
    }
  }
  return withoutDoubt(pairs, blind);
}

/** A packet that may have arrived during a gap does not count as lost. */
function withoutDoubt<Seen extends Sighting>(
  pairs: readonly Pair<Seen>[],
  blind: readonly Blind[],
): readonly Pair<Seen>[] {
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
function duplicatesAmong<Seen extends Sighting>(
  came: readonly Seen[],
  partners: readonly (Seen | undefined)[],
  left: readonly Seen[],
) {
  return came
    .filter((packet) => !partners.includes(packet))
    .map((packet) => ({
      packet,
      sentAtMs: left.findLast(({ atMs }) => atMs <= packet.atMs)?.atMs ?? null,
      arrivedAtMs: packet.atMs,
      fate: "arrived" as const,
      isDuplicated: true,
    }));
}

/**
 * @returns for each departure the latest possible arrival: of several transmissions, the last ones
 * are assumed to have arrived.
 */
function match<Seen extends Sighting>(
  left: readonly Seen[],
  came: readonly Seen[],
): readonly (Seen | undefined)[] {
  const partners = new Array<Seen | undefined>(left.length).fill(undefined);
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
