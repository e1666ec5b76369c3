import type { CaptureContent } from "../capture/pcap.ts";
import type { WireSocket } from "../datagrams/crossing.ts";
import { joinDatagrams } from "../datagrams/join.ts";
import { blindPeriods } from "./blind.ts";
import { connectionsOf } from "./connections.ts";
import type { Crossing, JoinOptions } from "./crossing.ts";
import { segmentIdentity } from "./identity.ts";
import { markCrossings } from "./marks.ts";
import { pairBothWays } from "./pairs.ts";

/** What crossed the wire, reconstructed from the captures at its two sides. */
export interface JoinedCaptures {
  readonly connections: readonly WireConnection[];
  /** The client's UDP sockets, by port. */
  readonly sockets: readonly WireSocket[];
  /** Frames of either capture without a segment or datagram of the implementation's port. */
  readonly framesSkipped: number;
}

/** One TCP connection, from the first SYN on. */
export interface WireConnection {
  /** The port of the end that connected. */
  readonly clientPort: number;
  /** `address port` of both ends. */
  readonly client: string;
  readonly server: string;
  /** In order of time. */
  readonly crossings: readonly Crossing[];
}

/** Finds each packet at both sides of the wire: one that entered and did not leave was lost. */
export function joinCaptures(
  client: CaptureContent,
  server: CaptureContent,
  options: JoinOptions,
): JoinedCaptures {
  const captures = { client, server };
  const { sightings, packetsForeign } = connectionsOf(captures, options);
  const blind = blindPeriods(captures, options);
  const connections = sightings.map((seen) => ({
    clientPort: seen.clientPort,
    client: seen.ends.client,
    server: seen.ends.server,
    crossings: markCrossings([...pairBothWays(seen, blind, segmentIdentity)]),
  }));
  return {
    connections: connections.toSorted((a, b) => beganAtMs(a) - beganAtMs(b)),
    sockets: joinDatagrams(captures, options),
    framesSkipped: client.framesSkipped + server.framesSkipped + packetsForeign,
  };
}

function beganAtMs({ crossings: [first] }: WireConnection): number {
  return first?.sentAtMs ?? first?.arrivedAtMs ?? 0;
}
