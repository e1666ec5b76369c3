import { markArrivals } from "./arrivals.ts";
import type { Crossing, CrossingMark, Draft } from "./crossing.ts";
import type { Pair } from "./pairs.ts";
import { opposite, readWays, relativeTo, type Way, type Ways } from "./way.ts";

/**
 * Interprets the segments of one connection in order of time, as both ends did.
 *
 * @returns crossings in that order, with relative numbers, scaled windows and marks.
 */
export function markCrossings(pairs: readonly Pair[]): readonly Crossing[] {
  const ordered = pairs.toSorted((a, b) => beganAtMs(a) - beganAtMs(b));
  const ways = readWays(ordered);
  // The bytes that each end has received from the other so far.
  const heard = { toServer: { window: 1 }, toClient: { window: 1 } };
  const arrivals = ordered
    .filter((pair) => pair.arrivedAtMs !== null)
    .toSorted((a, b) => (a.arrivedAtMs ?? 0) - (b.arrivedAtMs ?? 0));
  let next = 0;
  const drafts = ordered.map((pair) => {
    for (
      ;
      (arrivals[next]?.arrivedAtMs ?? Number.POSITIVE_INFINITY) <= beganAtMs(pair);
      next += 1
    ) {
      const arrival = arrivals[next];
      if (arrival !== undefined && arrival !== pair) {
        heard[arrival.direction].window = arrival.packet.window;
      }
    }
    return markDeparture(pair, ways, heard[opposite(pair.direction)].window === 0);
  });
  markArrivals(drafts);
  return drafts.map(({ end: _, ...crossing }) => crossing);
}

function beganAtMs({ sentAtMs, arrivedAtMs }: Pair): number {
  return sentAtMs ?? arrivedAtMs ?? 0;
}

function markDeparture(pair: Pair, ways: Ways, isPeerWindowZero: boolean): Draft {
  const way = ways[pair.direction];
  const back = ways[opposite(pair.direction)];
  const draft = draftOf(pair, way, back);
  if (pair.isDuplicated) {
    draft.marks.push("duplicated");
    return draft;
  }
  draft.marks.push(...sequenceMarks(draft, way, back, isPeerWindowZero));
  draft.marks.push(...windowMarks(draft, way, pair.packet.window));
  way.highestEnd = Math.max(way.highestEnd, draft.end);
  if (draft.acknowledgement !== null && !draft.flags.rst) {
    way.acknowledgement = draft.acknowledgement;
    way.window = pair.packet.window;
  }
  return draft;
}

function draftOf({ packet: segment, ...pair }: Pair, way: Way, back: Way): Draft {
  const { flags, payloadBytes, acknowledgement, options } = segment;
  const sequence = relativeTo(way, segment.sequence);
  return {
    direction: pair.direction,
    sentAtMs: pair.sentAtMs,
    arrivedAtMs: pair.arrivedAtMs,
    fate: pair.fate,
    flags,
    payloadBytes,
    sequence,
    end: sequence + payloadBytes + Number(flags.syn) + Number(flags.fin),
    acknowledgement: acknowledgement === null ? null : relativeTo(back, acknowledgement),
    // RFC 7323 §2.2: the window of a SYN is never scaled.
    windowBytes: flags.syn ? segment.window : scaled(segment.window, way.windowScale),
    maximumSegmentBytes: options.maximumSegmentBytes,
    sackBlocks: options.sackBlocks.map(([from, to]) => [
      relativeTo(back, from),
      relativeTo(back, to),
    ]),
    marks: [],
  };
}

function scaled(window: number, scale: number | null): number | null {
  return scale === null ? (window === 0 ? 0 : null) : window * 2 ** scale;
}

function sequenceMarks(
  { sequence, end, payloadBytes, flags }: Draft,
  way: Way,
  back: Way,
  isPeerWindowZero: boolean,
): readonly CrossingMark[] {
  const isFirst = way.highestEnd === 0;
  const acknowledged = back.acknowledgement;
  // RFC 9293 §3.8.4 and §3.8.6.1: both begin with a byte that the peer has acknowledged.
  const isProbe =
    !isFirst &&
    payloadBytes <= 1 &&
    !(flags.syn || flags.fin || flags.rst) &&
    acknowledged !== null &&
    sequence === acknowledged - 1 &&
    sequence === way.highestEnd - 1;
  if (isProbe) {
    return [isPeerWindowZero ? "window-probe" : "keep-alive"];
  }
  return !isFirst && end > sequence && sequence < way.highestEnd && !flags.rst
    ? ["retransmission"]
    : [];
}

function windowMarks(draft: Draft, way: Way, window: number): readonly CrossingMark[] {
  const { flags, payloadBytes, acknowledgement, marks } = draft;
  if (flags.rst || flags.syn || acknowledgement === null) {
    return [];
  }
  if (window === 0) {
    return ["zero-window"];
  }
  if (way.window === 0) {
    return ["window-opened"];
  }
  const saysNothingElse =
    payloadBytes === 0 &&
    !flags.fin &&
    acknowledgement === way.acknowledgement &&
    marks.length === 0;
  if (!saysNothingElse || way.window === null) {
    return [];
  }
  return window > way.window ? ["window-update"] : window === way.window ? ["duplicate-ack"] : [];
}
