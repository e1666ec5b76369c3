import type { SpawnOptions } from "../host/host.ts";

/**
 * Adds a command's own variables behind everything that starts it: a PATH or an LD_PRELOAD for the
 * command would otherwise apply to `nsenter` and `prlimit` too.
 */
export function withOwnEnvironment(
  command: readonly string[],
  { ownEnvironment = {} }: Pick<SpawnOptions, "ownEnvironment">,
): readonly string[] {
  const settings = Object.entries(ownEnvironment).map(([name, text]) => `${name}=${text}`);
  return settings.length === 0 ? command : ["env", ...settings, ...command];
}
