import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { nearestName } from "../scenario/nearest-name.ts";
import type { Network } from "./network.ts";
import data from "./profiles/clean.json" with { type: "json" };

/** The bare wire. */
export const clean: Network = data;

const profilesFolder = join(import.meta.dirname, "profiles");

/**
 * Reads the networks that come with sockspec, one file each. A test checks that each is valid and
 * named after its file; loading the validator here would take longer than everything else that
 * `sockspec list` does.
 *
 * @returns them sorted by name.
 */
export function bundledNetworks(): readonly Network[] {
  return readdirSync(profilesFolder)
    .filter((entry) => entry.endsWith(".json"))
    .map((entry) => basename(entry, ".json"))
    .sort()
    .map(readProfile);
}

/**
 * @param wanted names, lists of names separated by commas, and `all`.
 * @returns the bundled networks of those names, each once, in the given order.
 * @throws {UnknownNetworkError} naming the closest match.
 */
export function findNetworks(wanted: readonly string[]): readonly Network[] {
  const bundled = bundledNetworks();
  const names = wanted.flatMap((list) => list.split(",").map((name) => name.trim()));
  return [...new Set(names.flatMap((name) => find(name, bundled)))];
}

function readProfile(name: string): Network {
  return JSON.parse(readFileSync(join(profilesFolder, `${name}.json`), "utf8")) as Network;
}

function find(name: string, bundled: readonly Network[]): readonly Network[] {
  if (name === "all") {
    return bundled;
  }
  const match = bundled.find((network) => network.name === name);
  if (match === undefined) {
    const known = bundled.map((network) => network.name);
    throw new UnknownNetworkError(name, [...known, "all"]);
  }
  return [match];
}

/** No bundled network has that name. */
class UnknownNetworkError extends Error {
  override readonly name = "UnknownNetworkError";
  readonly code = "UNKNOWN_NAME";

  constructor(wanted: string, known: readonly string[]) {
    const near = nearestName(wanted, known);
    const advice = near === null ? `Known: ${known.join(", ")}.` : `Did you mean "${near}"?`;
    super(
      `There is no network "${wanted}". ${advice} ` +
        'For your own, give a .json file, or words such as "delay=50ms loss=1%".',
    );
  }
}
