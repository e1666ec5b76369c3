import { inlineNetwork } from "./inline/inline.ts";
import { mtuBytes, type Network } from "./network.ts";
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
