import type { LinkDirection } from "../../scenario/link-direction.ts";
import type { CaptureContent, Packet } from "../capture/pcap.ts";
import type { JoinOptions } from "./crossing.ts";

/** The packets of one connection that each side of the wire saw, in order of time. */
interface Sightings {
  readonly clientPort: number;
  /** `address port` of both ends. */
  readonly ends: { readonly client: string; readonly server: string };
  readonly client: readonly Directed[];
  readonly server: readonly Directed[];
}

/** A packet with its direction, at the history's time. */
export interface Directed extends Packet {
  readonly direction: LinkDirection;
}

interface Gathered extends Sightings {
  readonly client: Directed[];
  readonly server: Directed[];
}

/** Groups the packets of both captures by connection, and counts those of other ports. */
export function connectionsOf(
  captures: { readonly client: CaptureContent; readonly server: CaptureContent },
  { serverPort, clockOffsetMs }: JoinOptions,
) {
  const connections = new Map<string, Gathered>();
  let packetsForeign = 0;
  for (const side of ["client", "server"] as const) {
    // A reused port is a new connection: its SYN has a different sequence number.
    const initialSequences = new Map<string, number>();
    for (const packet of inOrder(captures[side].packets)) {
      const direction = directionOf(packet, serverPort);
      if (direction === null) {
        packetsForeign += 1;
        continue;
      }
      const ends = endsOf(packet, direction);
      const pair = `${ends.client} ${ends.server}`;
      if (direction === "toServer" && packet.flags.syn) {
        initialSequences.set(pair, packet.sequence);
      }
      const key = `${pair} ${initialSequences.get(pair)}`;
      const clientPort = direction === "toServer" ? packet.sourcePort : packet.destinationPort;
      const connection = connections.get(key) ?? { clientPort, ends, client: [], server: [] };
      connections.set(key, connection);
      connection[side].push({ ...packet, atMs: packet.atMs + clockOffsetMs, direction });
    }
  }
  return { sightings: [...connections.values()] as readonly Sightings[], packetsForeign };
}

function inOrder(packets: readonly Packet[]): readonly Packet[] {
  return packets.toSorted((a, b) => a.atMs - b.atMs);
}

function directionOf(packet: Packet, serverPort: number): LinkDirection | null {
  return packet.destinationPort === serverPort
    ? "toServer"
    : packet.sourcePort === serverPort
      ? "toClient"
      : null;
}

function endsOf({ source, destination }: Packet, direction: LinkDirection) {
  return direction === "toServer"
    ? { client: source, server: destination }
    : { client: destination, server: source };
}
