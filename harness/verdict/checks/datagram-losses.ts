import type { WayTraffic } from "../../history/datagram-history.ts";
import type { CounterDeltas, History } from "../../history/history.ts";
import { counted } from "../text.ts";

/** Datagrams that nobody may be blamed for: UDP promises nothing about them. */
export interface Losses {
  /** Packets lost on the wire, or damaged there so that no host took them; null if it cannot be watched. */
  readonly onWire: number | null;
  /** Datagrams that found a buffer full, or were damaged; null if that is hidden. */
  readonly inHosts: number | null;
  /** Datagrams that came for a socket of the client that was closed; 0 if that is hidden. */
  readonly late: number;
}

export function lossesOf({ linkTraffic, counters }: History): Losses {
  const hosts = [counters.client, counters.server];
  const known = hosts.filter((host) => host !== null);
  return {
    onWire:
      linkTraffic === null ? null : lostOn(linkTraffic.toServer) + lostOn(linkTraffic.toClient),
    inHosts:
      known.length < hosts.length ? null : known.reduce((sum, host) => sum + discarded(host), 0),
    late: (counters.client?.["Udp.NoPorts"] ?? 0) + (counters.client?.["Udp6.NoPorts"] ?? 0),
  };
}

/** Without a checksum over its header, what was damaged in one of IPv6 is found out in several ways. */
const ofIpv6Headers = ["HdrErrors", "AddrErrors", "UnknownProtos", "TruncatedPkts", "NoRoutes"].map(
  (error) => `Ip6.In${error}`,
);

/**
 * Of what arrived, InErrors has all that found a receive buffer full (RcvbufErrors) or had a wrong checksum
 * (Linux, net/ipv4/udp.c); of what was to leave, SndbufErrors has all that found a send buffer full.
 */
function discarded(counters: CounterDeltas): number {
  const names = ["Udp", "Udp6"]
    .flatMap((group) => [`${group}.InErrors`, `${group}.SndbufErrors`])
    .concat("Ip.InHdrErrors", ...ofIpv6Headers);
  return names.reduce((sum, name) => sum + (counters[name] ?? 0), 0);
}

/**
 * Packets that the wire lost, and those that left it and that no host took: damaged, they were for nobody. A host counts
 * what is for its hardware address, whatever else is wrong with it (Linux, net/ipv4/ip_input.c).
 */
function lostOn({ lost, left, taken = left }: WayTraffic): number {
  return lost + Math.max(0, left - taken);
}

export function formatLosses({ onWire, inHosts, late }: Losses): string {
  const wire = onWire === null ? [] : [`the link lost ${counted(onWire, "packet")}`];
  const hosts = inHosts === null ? [] : [`the hosts discarded ${counted(inHosts, "datagram")}`];
  const after = late === 0 ? [] : [`${counted(late, "datagram")} came for closed sockets`];
  return [...wire, ...hosts, ...after].join(", ");
}

/** Copies of requests that the wire made of its own accord: each brings an answer of its own. */
export function duplicatesOf({ linkTraffic }: History): number {
  if (linkTraffic === null) {
    return 0;
  }
  const { toServer, toClient } = linkTraffic;
  return [toServer, toClient].reduce(
    (sum, { entered, left, lost }) => sum + Math.max(0, left + lost - entered),
    0,
  );
}
