import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { InvalidNetworkError } from "./invalid-network-error.ts";
import type { Network } from "./network.ts";
import { readNetworkFile } from "./parse-network.ts";
import { UnknownNetworkError } from "./unknown-network-error.ts";

const profilesFolder = join(import.meta.dirname, "profiles");

/**
 * Reads the networks that come with sockspec, one file each.
 *
 * @returns them sorted by name.
 * @throws {InvalidNetworkError} for a file that holds none, or one under another name.
 */
export function bundledNetworks(): readonly Network[] {
  return readdirSync(profilesFolder)
    .filter((entry) => entry.endsWith(".json"))
    .map((entry) => basename(entry, ".json"))
    .sort()
    .map(readProfile);
}

/**
 * @param wanted names, lists of names with commas between them, and `all`.
 * @returns the bundled networks of those names, each once, in the order in which they are wanted.
 * @throws {UnknownNetworkError} that names the nearest one.
 */
export function findNetworks(wanted: readonly string[]): readonly Network[] {
  const bundled = bundledNetworks();
  const names = wanted.flatMap((list) => list.split(",").map((name) => name.trim()));
  return [...new Set(names.flatMap((name) => find(name, bundled)))];
}

function readProfile(name: string): Network {
  const file = join(profilesFolder, `${name}.json`);
  const network = readNetworkFile(file);
  if (network.name !== name) {
    const problem = `name: expected "${name}" as the file is called, found "${network.name}"`;
    throw new InvalidNetworkError(file, { problems: [problem] });
  }
  return network;
}

function find(name: string, bundled: readonly Network[]): readonly Network[] {
  if (name === "all") {
    return bundled;
  }
  const found = bundled.find((network) => network.name === name);
  if (found === undefined) {
    const known = bundled.map((network) => network.name);
    throw new UnknownNetworkError(name, [...known, "all"]);
  }
  return [found];
}
