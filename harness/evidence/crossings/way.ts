import type { LinkDirection } from "../../scenario/link-direction.ts";

import type { Pair } from "./pairs.ts";

/** The sequence numbers of one direction: their origin, scale and progress. */
export interface Way {
  /** Sequence number of the SYN; if it was not captured, the one before the first seen. */
  readonly initialSequence: number;
  /** Bits to shift its windows by; null if a SYN was not captured. */
  readonly windowScale: number | null;
  /** Relative end of what was sent so far. */
  highestEnd: number;
  /** The last acknowledgement and window it carried, null before the first. */
  acknowledgement: number | null;
  window: number | null;
}

export type Ways = Readonly<Record<LinkDirection, Way>>;

export function opposite(direction: LinkDirection): LinkDirection {
  return direction === "toServer" ? "toClient" : "toServer";
}

/** Collects what is needed to interpret the segments of a connection. */
export function readWays(pairs: readonly Pair[]): Ways {
  const synOf = (direction: LinkDirection) =>
    pairs.find((pair) => pair.direction === direction && pair.packet.flags.syn)?.packet;
  const syns = { toServer: synOf("toServer"), toClient: synOf("toClient") };
  const areKnown = syns["toServer"] !== undefined && syns["toClient"] !== undefined;
  // RFC 7323 §2.2: windows are scaled only if both SYNs offer it.
  const isScaled = Object.values(syns).every((syn) => (syn?.options.windowScale ?? null) !== null);
  const wayOf = (direction: LinkDirection): Way => ({
    initialSequence: syns[direction]?.sequence ?? guessInitial(pairs, direction),
    windowScale: !areKnown ? null : isScaled ? (syns[direction]?.options.windowScale ?? 0) : 0,
    highestEnd: 0,
    acknowledgement: null,
    window: null,
  });
  return { toServer: wayOf("toServer"), toClient: wayOf("toClient") };
}

function guessInitial(pairs: readonly Pair[], direction: LinkDirection): number {
  const own = pairs.find((pair) => pair.direction === direction)?.packet.sequence;
  const acknowledged = pairs.find(
    (pair) => pair.direction !== direction && pair.packet.acknowledgement !== null,
  )?.packet.acknowledgement;
  return ((own ?? acknowledged ?? 1) - 1) >>> 0;
}

/** Sequence numbers wrap at 2³²: the value meant is the nearest to what was sent so far. */
export function relativeTo(way: Way, sequence: number): number {
  return way.highestEnd + ((sequence - way.initialSequence - way.highestEnd) | 0);
}
