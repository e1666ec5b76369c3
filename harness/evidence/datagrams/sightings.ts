import { isIPv6 } from "node:net";
import type { LinkDirection } from "../../scenario/link-direction.ts";
import type { CaptureContent, DatagramPacket } from "../capture/pcap.ts";
import type { JoinOptions } from "../crossings/crossing.ts";

/** A packet with its direction, at the history's time. */
export interface SightedDatagram extends DatagramPacket {
  readonly direction: LinkDirection;
}

/** @returns the packets of each side that belong to the case, in order of time. */
export function sightingsOf(
  captures: { readonly client: CaptureContent; readonly server: CaptureContent },
  { serverPort, clockOffsetMs }: JoinOptions,
) {
  const everything = [...captures.client.datagrams, ...captures.server.datagrams];
  const directionOf = directionFinder(everything, serverPort);
  const of = (side: "client" | "server"): readonly SightedDatagram[] =>
    captures[side].datagrams
      .flatMap((packet) => {
        const direction = directionOf(packet);
        return direction === null
          ? []
          : { ...packet, atMs: packet.atMs + clockOffsetMs, direction };
      })
      .toSorted((a, b) => a.atMs - b.atMs);
  return { client: of("client"), server: of("server") };
}

/**
 * A server may answer from another port than the one that was asked, and a client may have the server's
 * port itself: then its address tells them apart, known from its other datagrams.
 */
function directionFinder(packets: readonly DatagramPacket[], serverPort: number) {
  const asking = packets.filter(
    ({ ports, icmp }) =>
      icmp === null && ports?.destination === serverPort && ports.source !== serverPort,
  );
  const addresses = new Set(asking.map(({ source }) => source));
  const ownPorts = new Set([serverPort, ...asking.map(({ ports }) => ports?.source ?? 0)]);
  const [first] = packets;
  if (addresses.size === 0 && first !== undefined) {
    addresses.add(first.source);
  }
  return ({ source, ports }: DatagramPacket): LinkDirection | null => {
    const bySender = addresses.has(source) ? "toServer" : "toClient";
    if (ports === null) {
      return bySender;
    }
    const isOfCase = [ports.source, ports.destination].some((port) => ownPorts.has(port));
    return directionByPorts(ports, serverPort) ?? (isOfCase ? bySender : null);
  };
}

type Ports = NonNullable<DatagramPacket["ports"]>;

/** @returns null where neither port, or both, are the server's. */
function directionByPorts(
  { source, destination }: Ports,
  serverPort: number,
): LinkDirection | null {
  if ((source === serverPort) === (destination === serverPort)) {
    return null;
  }
  return destination === serverPort ? "toServer" : "toClient";
}

/** @returns for example `198.18.1.2:7000`, or `[2001:2::1]:7000`. */
export function endName(address: string, port: number): string {
  return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
