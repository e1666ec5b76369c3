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
  options: JoinOptions,
) {
  const connections = new Map<string, Gathered>();
  let packetsForeign = 0;
  for (const side of ["client", "server"] as const) {
    // A reused port is a new connection: its SYN has a different sequence number.
    const initialSequences = new Map<string, number>();
    for (const packet of inOrder(captures[side].packets)) {
      const course = courseOf(packet, options);
      if (course === null) {
        packetsForeign += 1;
        continue;
      }
      const { direction, ends, clientPort, isToListener } = course;
      const pair = `${ends.client} ${ends.server}`;
      if (isToListener && packet.flags.syn) {
        initialSequences.set(pair, packet.sequence);
      }
      const key = `${pair} ${initialSequences.get(pair)}`;
      const connection = connections.get(key) ?? { clientPort, ends, client: [], server: [] };
      connections.set(key, connection);
      connection[side].push({ ...packet, atMs: packet.atMs + options.clockOffsetMs, direction });
    }
  }
  return { sightings: [...connections.values()] as readonly Sightings[], packetsForeign };
}

function inOrder(packets: readonly Packet[]): readonly Packet[] {
  return packets.toSorted((a, b) => a.atMs - b.atMs);
}

/** Where a packet is on its way to; null if it has nothing to do with the port. */
function courseOf(packet: Packet, { serverPort, driverListens = false }: JoinOptions) {
  const { sourcePort, destinationPort } = packet;
  if (destinationPort !== serverPort && sourcePort !== serverPort) {
    return null;
  }
  const isToListener = destinationPort === serverPort;
  const direction: LinkDirection = isToListener !== driverListens ? "toServer" : "toClient";
  return {
    isToListener,
    direction,
    ends: endsOf(packet, direction),
    clientPort: isToListener ? sourcePort : destinationPort,
  };
}

function endsOf({ source, destination }: Packet, direction: LinkDirection) {
  return direction === "toServer"
    ? { client: source, server: destination }
    : { client: destination, server: source };
}
