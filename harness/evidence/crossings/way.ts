import type { Direction } from "./crossing.ts";
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

export type Ways = Readonly<Record<Direction, Way>>;

export function opposite(direction: Direction): Direction {
  return direction === "to-server" ? "to-client" : "to-server";
}

/** Collects what is needed to interpret the segments of a connection. */
export function readWays(pairs: readonly Pair[]): Ways {
  const synOf = (direction: Direction) =>
    pairs.find((pair) => pair.direction === direction && pair.segment.flags.syn)?.segment;
  const syns = { "to-server": synOf("to-server"), "to-client": synOf("to-client") };
  const areKnown = syns["to-server"] !== undefined && syns["to-client"] !== undefined;
  // RFC 7323 §2.2: windows are scaled only if both SYNs offer it.
  const isScaled = Object.values(syns).every((syn) => (syn?.options.windowScale ?? null) !== null);
  const wayOf = (direction: Direction): Way => ({
    initialSequence: syns[direction]?.sequence ?? guessInitial(pairs, direction),
    windowScale: !areKnown ? null : isScaled ? (syns[direction]?.options.windowScale ?? 0) : 0,
    highestEnd: 0,
    acknowledgement: null,
    window: null,
  });
  return { "to-server": wayOf("to-server"), "to-client": wayOf("to-client") };
}

function guessInitial(pairs: readonly Pair[], direction: Direction): number {
  const own = pairs.find((pair) => pair.direction === direction)?.segment.sequence;
  const acknowledged = pairs.find(
    (pair) => pair.direction !== direction && pair.segment.acknowledgement !== null,
  )?.segment.acknowledgement;
  return ((own ?? acknowledged ?? 1) - 1) >>> 0;
}

/** Sequence numbers wrap at 2³²: the value meant is the nearest to what was sent so far. */
export function relativeTo(way: Way, sequence: number): number {
  return way.highestEnd + ((sequence - way.initialSequence - way.highestEnd) | 0);
}
