import { inlineNetwork } from "./inline/inline.ts";
import { isImpaired, mtuBytes, type Network } from "./network.ts";
import { InvalidNetworkError, readNetworkFile } from "./parse.ts";
import { bundledNetworks, findNetworks } from "./profiles.ts";

/**
 * @param wanted networks as users name them: bundled names, `all`, lists of these
 * separated by commas (`lte,geo`), JSON files, and words (`delay=50ms loss=1%`).
 * @returns each network once, in the given order.
 * @throws {UnknownNetworkError | InvalidNetworkError}
 */
export function chooseNetworks(wanted: readonly string[]): readonly Network[] {
  const chosen = new Map<string, Network>();
  for (const network of wanted.flatMap(read)) {
    const namesake = chosen.get(network.name);
    if (namesake !== undefined && !isSameLink(namesake, network)) {
      throw nameClash(network.name, "another chosen network");
    }
    chosen.set(network.name, network);
  }
  return [...chosen.values()];
}

/**
 * @param clients of the clients' wires.
 * @param upstreams of the wires between proxies and their upstreams; none where these are bare.
 * @returns each of the one with each of the other, named after both: `lte-upstream-bursty`.
 */
export function withUpstreams(
  clients: readonly Network[],
  upstreams: readonly Network[],
): readonly Network[] {
  return upstreams.length === 0
    ? clients
    : clients.flatMap((client) => upstreams.map((upstream) => joinWires(client, upstream)));
}

/** A bare second wire is what every other run has: it is not named. */
function joinWires(client: Network, upstream: Network): Network {
  if (!isImpaired(upstream)) {
    return client;
  }
  const suffix = `upstream-${upstream.name}`;
  return {
    ...client,
    name: isImpaired(client) ? `${client.name}-${suffix}` : suffix,
    title: `${client.title}; to the upstream: ${upstream.title}`,
    upstream,
  };
}

/** @returns the names of both wires' networks; undefined for an upstream's that is bare. */
export function namesOfWires({ name, upstream }: Network): {
  readonly client: string;
  readonly upstream: string | undefined;
} {
  if (upstream === undefined) {
    return { client: name, upstream: undefined };
  }
  const client = name.slice(0, -`upstream-${upstream.name}`.length).replace(/-$/, "");
  return { client: client === "" ? "clean" : client, upstream: upstream.name };
}

function read(wanted: string): readonly Network[] {
  if (wanted.trim().endsWith(".json")) {
    return [readOwn(wanted.trim())];
  }
  return isInline(wanted) ? [inlineNetwork(wanted)] : findNetworks([wanted]);
}

/** Inline networks consist of `word=value`; a lone percentage is a value without its word. */
function isInline(wanted: string): boolean {
  return /[=%]/.test(wanted);
}

function readOwn(file: string): Network {
  const network = readNetworkFile(file);
  const namesake = bundledNetworks().find(({ name }) => name === network.name);
  if (namesake !== undefined && !isSameLink(namesake, network)) {
    throw nameClash(network.name, "a bundled network", file);
  }
  return network;
}

function isSameLink(a: Network, b: Network): boolean {
  const linkOf = (network: Network) => [network.up, network.down, mtuBytes(network)];
  return JSON.stringify(linkOf(a)) === JSON.stringify(linkOf(b));
}

/** Results are identified by the network's name only. */
function nameClash(name: string, whose: string, origin = "the network"): InvalidNetworkError {
  const problem = `name: expected a unique name, found "${name}", the name of ${whose}; choose another`;
  return new InvalidNetworkError(origin, { problems: [problem] });
}
