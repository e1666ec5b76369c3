import { inlineNetwork } from "./inline/inline.ts";
import type { Network } from "./network.ts";
import { InvalidNetworkError, readNetworkFile } from "./parse.ts";
import { bundledNetworks, findNetworks } from "./profiles.ts";

/**
 * @param wanted what a person names networks by: the names of bundled ones, `all`, lists of them
 * with commas between (`lte,geo`), JSON files, and words (`delay=50ms loss=1%`).
 * @returns each network once, in the order in which they are wanted.
 * @throws {UnknownNetworkError | InvalidNetworkError}
 */
export function chooseNetworks(wanted: readonly string[]): readonly Network[] {
  const chosen = new Map<string, Network>();
  for (const network of wanted.flatMap(read)) {
    const namesake = chosen.get(network.name);
    if (namesake !== undefined && !isSameLink(namesake, network)) {
      throw nameClash(network.name, "another network that was chosen");
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

/** Words of an inline network have values; a percentage alone is one that lost its word. */
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

function isSameLink(one: Network, other: Network): boolean {
  return JSON.stringify([one.up, one.down]) === JSON.stringify([other.up, other.down]);
}

/** Results are told apart by the network's name alone. */
function nameClash(name: string, whose: string, origin = "the network"): InvalidNetworkError {
  const problem = `name: expected one of its own, found "${name}", the name of ${whose}; choose another`;
  return new InvalidNetworkError(origin, { problems: [problem] });
}
