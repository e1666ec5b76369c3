import type { CaptureContent } from "../capture/pcap.ts";
import type { TcpFlags } from "../capture/segments.ts";
import { connectionsOf, type Directed, type Sightings } from "./connections.ts";
import { markCrossings } from "./marks.ts";
import { type Blind, pairSightings } from "./pairs.ts";

/** What crossed the wire, put together from what was seen at its two sides. */
export interface JoinedCaptures {
  readonly connections: readonly WireConnection[];
  /** Frames of either capture without a TCP segment of the implementation's port. */
  readonly framesSkipped: number;
}

/** One TCP connection, from the first SYN on. */
export interface WireConnection {
  readonly clientPort: number;
  /** `address port` of both ends. */
  readonly client: string;
  readonly server: string;
  /** In order of time. */
  readonly crossings: readonly Crossing[];
}

/** One segment on its way from one side of the wire to the other. Times are the history's. */
export interface Crossing {
  readonly direction: Direction;
  /** At the sender's side of the wire; null where only its arrival was captured. */
  readonly sentAtMs: number | null;
  /** At the receiver's side; null unless `fate` is `arrived`. */
  readonly arrivedAtMs: number | null;
  readonly fate: CrossingFate;
  readonly flags: TcpFlags;
  readonly payloadBytes: number;
  /** Relative: a SYN has 0, the first byte 1. */
  readonly sequence: number;
  readonly acknowledgement: number | null;
  /** Scaled; null where the scale is not known because the SYNs were not captured. */
  readonly windowBytes: number | null;
  readonly maximumSegmentBytes: number | null;
  /** Relative edges of what arrived beyond the acknowledgement. */
  readonly sackBlocks: readonly (readonly [number, number])[];
  readonly marks: readonly CrossingMark[];
}

export type Direction = "to-server" | "to-client";

/** `unseen`: it may have arrived, and the capture at the receiver's side has missed it. */
export type CrossingFate = "arrived" | "lost" | "unseen";

/**
 * - `retransmission`: it begins with what its sender had sent before.
 * - `original-arrived`: all of it had arrived before, so it was not needed.
 * - `out-of-order`: a later one overtook it on the wire.
 * - `duplicated`: the wire made two of it.
 * - `zero-window`: its sender takes no more bytes. `window-opened`: it takes some again.
 * - `window-update`: it says nothing but that the window has grown.
 * - `window-probe`: it asks whether a window of zero has opened.
 * - `keep-alive`: it asks whether the peer is still there.
 * - `duplicate-ack`: it acknowledges once more what it had acknowledged.
 */
export type CrossingMark =
  | "retransmission"
  | "original-arrived"
  | "out-of-order"
  | "duplicated"
  | "zero-window"
  | "window-opened"
  | "window-update"
  | "window-probe"
  | "keep-alive"
  | "duplicate-ack";

export interface JoinOptions {
  /** Segments to and from this port are the implementation's. */
  readonly serverPort: number;
  /** Added to a packet's time to have the history's. */
  readonly clockOffsetMs: number;
  /**
   * How many packets each capture has before its gap, where packets were left out; a capture of
   * which that is known is missing nothing anywhere else. Null where there is no gap.
   */
  readonly packetsBeforeGap: { readonly client: number | null; readonly server: number | null };
  /**
   * Until when it is sure that both captures were looking, in ms: what was on its way then may have
   * arrived later. Default: for ever.
   */
  readonly watchedUntilMs?: number;
}

/** Finds each segment at both sides of the wire: what was sent and did not come out was lost. */
export function joinCaptures(
  client: CaptureContent,
  server: CaptureContent,
  options: JoinOptions,
): JoinedCaptures {
  const { sightings, packetsForeign } = connectionsOf({ client, server }, options);
  const { packetsBeforeGap, clockOffsetMs, watchedUntilMs: fromMs } = options;
  const after = fromMs === undefined ? [] : [{ fromMs, untilMs: Number.POSITIVE_INFINITY }];
  const blind = {
    client: [...blindOf(client, packetsBeforeGap.client, clockOffsetMs), ...after],
    server: [...blindOf(server, packetsBeforeGap.server, clockOffsetMs), ...after],
  };
  const connections = sightings.map((seen) => ({
    clientPort: seen.clientPort,
    client: seen.ends.client,
    server: seen.ends.server,
    crossings: markCrossings([...pairWays(seen, blind)]),
  }));
  return {
    connections: connections.toSorted((a, b) => beganAtMs(a) - beganAtMs(b)),
    framesSkipped: client.framesSkipped + server.framesSkipped + packetsForeign,
  };
}

/** Two ways: what enters the wire on one side leaves it on the other. */
function* pairWays(
  seen: Sightings,
  blind: Readonly<Record<"client" | "server", readonly Blind[]>>,
) {
  const of = (side: readonly Directed[], direction: Direction) =>
    side.filter((packet) => packet.direction === direction);
  for (const direction of ["to-server", "to-client"] as const) {
    const [from, to] =
      direction === "to-server" ? (["client", "server"] as const) : (["server", "client"] as const);
    yield* pairSightings({
      direction,
      sent: of(seen[from], direction),
      arrived: of(seen[to], direction),
      blind: blind[to],
    });
  }
}

/** When a capture was not looking: nothing that crossed its side then can be said to be lost. */
function blindOf(
  { packets, isCutShort }: CaptureContent,
  packetsBeforeGap: number | null,
  clockOffsetMs: number,
): readonly Blind[] {
  const timeOf = (index: number, otherwise: number) =>
    (packets[index]?.atMs ?? otherwise) + clockOffsetMs;
  const endless = Number.POSITIVE_INFINITY;
  return [
    ...(packetsBeforeGap === null
      ? []
      : [
          {
            fromMs: timeOf(packetsBeforeGap - 1, -endless),
            untilMs: timeOf(packetsBeforeGap, endless),
          },
        ]),
    ...(isCutShort ? [{ fromMs: timeOf(packets.length - 1, -endless), untilMs: endless }] : []),
  ];
}

function beganAtMs({ crossings: [first] }: WireConnection): number {
  return first?.sentAtMs ?? first?.arrivedAtMs ?? 0;
}
