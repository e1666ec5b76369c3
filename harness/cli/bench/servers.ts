import type { Implementation } from "../../implementation/manifest.ts";
import { chooseImplementations, refuseNamesakes } from "../choose/implementations.ts";
import type { RunFlags } from "../options/run-flags.ts";

/**
 * The implementations that were named, and the command after `--`, which is measured beside them.
 *
 * @throws {UsageError | UnknownNameError | InvalidManifestError}
 */
export function chooseServers(
  names: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
): readonly Implementation[] {
  if (names.length === 0 || command === null) {
    const chosen = chooseImplementations(names, command, flags);
    // A client among all that are bundled takes no load.
    return names.length > 0 ? chosen : chosen.filter(({ role }) => role !== "client");
  }
  // What describes the command does not describe those that have a manifest.
  const { name: _, env: _env, cwd: _cwd, claim: _claim, ...shared } = flags;
  const servers = [
    ...chooseImplementations(names, null, shared),
    ...chooseImplementations([], command, flags),
  ];
  refuseNamesakes(servers);
  return servers;
}
