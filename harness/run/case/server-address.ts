import { isIPv4, isIPv6 } from "node:net";
import type { ServerAddress } from "../../driver/messages.ts";
import type { Listener, ListenerQuery, Transport } from "../../host/host.ts";
import { isLoopbackAddress } from "../../host/loopback-address.ts";
import { multicastGroup, multicastGroupIpv6 } from "../../implementation/endpoint.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { Lab } from "../../lab/lab.ts";

export interface ServerAddressOptions extends Omit<ListenerQuery, "transport"> {
  readonly lab: Lab;
  readonly transport: Transport;
  /** What the driver connects to instead, where the server has a Unix-domain socket. Default: a port. */
  readonly socket?: string | undefined;
}

/**
 * @returns where the driver connects: over IPv4 if the server listens on it, else over the family
 * on which it does. A family on which it does not listen keeps the lab's address, so that
 * connections of that family are refused.
 */
export async function findServerAddress(
  implementation: Implementation,
  options: ServerAddressOptions,
): Promise<ServerAddress> {
  const { lab, port, transport, socket } = options;
  if (socket !== undefined) {
    return { host: socket, hostIpv4: null, hostIpv6: null, port, socket };
  }
  const all = await lab.server?.listeners(transport);
  const listeners = all?.filter((listener) => listener.port === port) ?? [];
  const isWildcard = listeners.some(({ address }) => address === "::");
  const isIpv6Only = isWildcard && (await isIpv6OnlyOnce(implementation, options));
  const isIsolated = lab.server?.isolated ?? true;
  const addresses = addressOf(listeners, { ...lab, isIsolated, isIpv6Only });
  const wildcards = ipv4Wildcards({ isIpv6Only });
  const isEverywhere = listeners.some(({ address }) => wildcards.includes(address));
  const hostOfShortSegments = isEverywhere ? (lab.shortSegmentsAddress ?? null) : null;
  const others = {
    hostOther: lab.otherAddress ?? lab.shortSegmentsAddress ?? null,
    hostBroadcast: lab.broadcastAddress ?? null,
    hostGroup: lab.broadcastAddress === undefined ? null : multicastGroup,
    hostGroupIpv6: lab.broadcastAddress === undefined ? null : multicastGroupIpv6,
  };
  return { ...addresses, hostOfShortSegments, ...(transport === "udp" ? others : {}), port };
}

/** Cached per implementation: the query starts a process, and the option does not change. */
const ipv6Only = new WeakMap<Implementation, boolean>();

async function isIpv6OnlyOnce(
  implementation: Implementation,
  { lab, port, transport, environment, signal }: ServerAddressOptions,
): Promise<boolean> {
  const known = ipv6Only.get(implementation);
  if (known !== undefined) {
    return known;
  }
  const over = transport === "udp" ? "udp" : "tcp";
  const query: ListenerQuery = { port, transport: over, environment, signal };
  const found = (await lab.server?.isIpv6Only(query)) === true;
  ipv6Only.set(implementation, found);
  return found;
}

export interface AddressFacts extends Pick<Lab, "serverAddress" | "serverAddressIpv6"> {
  /** The client is another host, so that it reaches no loopback address. */
  readonly isIsolated: boolean;
  /** The listener on `::` does not accept IPv4. */
  readonly isIpv6Only: boolean;
}

export function addressOf(
  listeners: readonly Listener[],
  { serverAddress, serverAddressIpv6, isIsolated, isIpv6Only }: AddressFacts,
): Omit<ServerAddress, "port"> {
  const addresses = listeners
    .map(({ address }) => address.replace(/^::ffff:/, ""))
    .filter((address) => !isIsolated || !isLoopbackAddress(address));
  const isServed = (wildcards: readonly string[], ofLab: string | null) =>
    addresses.some((address) => wildcards.includes(address) || address === ofLab);
  const ipv4OfLab = isIPv4(serverAddress) ? serverAddress : null;
  const ipv4 = isServed(ipv4Wildcards({ isIpv6Only }), ipv4OfLab)
    ? ipv4OfLab
    : addresses.find((address) => isIPv4(address));
  const ipv6 = isServed(["::"], serverAddressIpv6)
    ? serverAddressIpv6
    : addresses.find((address) => isIPv6(address));
  return {
    host: ipv4 ?? ipv6 ?? serverAddress,
    hostIpv4: ipv4 ?? ipv4OfLab,
    hostIpv6: ipv6 ?? serverAddressIpv6,
  };
}

/** @returns the addresses a server listens on to be reached at every IPv4 address of its host. */
function ipv4Wildcards({ isIpv6Only }: Pick<AddressFacts, "isIpv6Only">): readonly string[] {
  return isIpv6Only ? ["0.0.0.0"] : ["0.0.0.0", "::"];
}
