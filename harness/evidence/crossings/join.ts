import { type LinkDirection, linkDirections } from "../../scenario/link-direction.ts";
import type { CaptureContent } from "../capture/pcap.ts";
import { connectionsOf, type Directed, type Sightings } from "./connections.ts";
import type { Crossing, JoinOptions } from "./crossing.ts";
import { markCrossings } from "./marks.ts";
import { type Blind, pairSightings } from "./pairs.ts";

/** Segments that crossed the wire, reconstructed from the captures at its two sides. */
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

/** Finds each segment at both sides of the wire: one that entered and did not leave was lost. */
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

/** For both directions: segments that enter the wire on one side leave it on the other. */
function* pairWays(
  seen: Sightings,
  blind: Readonly<Record<"client" | "server", readonly Blind[]>>,
) {
  const of = (side: readonly Directed[], direction: LinkDirection) =>
    side.filter((packet) => packet.direction === direction);
  for (const direction of linkDirections) {
    const [from, to] =
      direction === "toServer" ? (["client", "server"] as const) : (["server", "client"] as const);
    yield* pairSightings({
      direction,
      sent: of(seen[from], direction),
      arrived: of(seen[to], direction),
      blind: blind[to],
    });
  }
}

/** Periods a capture missed: nothing that crossed its side then counts as lost. */
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
