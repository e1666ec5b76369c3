import type { Implementation } from "../../implementation/manifest.ts";
import { chooseNetworks, withUpstreams } from "../../network/choose.ts";
import type { Network } from "../../network/network.ts";
import { UsageError } from "../exit-status.ts";
import type { RunFlags } from "./run-flags.ts";

/**
 * @returns the networks of a run: those of the clients' wire, and each of them with those of the wire
 * behind proxies, where that is to be impaired.
 * @throws {UsageError} where no proxy would have such a wire.
 */
export function networksFor(
  { network = ["clean"], upstreamNetwork = [] }: Pick<RunFlags, "network" | "upstreamNetwork">,
  implementations: readonly Pick<Implementation, "name" | "role">[],
): readonly Network[] {
  const isProxied = implementations.some(({ role }) => role === "proxy");
  if (upstreamNetwork.length > 0 && !isProxied) {
    const found = implementations.map(({ name, role }) => `${name} (${role})`).join(", ");
    throw new UsageError(
      "--upstream-network impairs the wire between a proxy and its upstream: " +
        `expected a proxy, found ${found}. Name one, or give --proxy and its command.`,
    );
  }
  return withUpstreams(chooseNetworks(network), chooseNetworks(upstreamNetwork));
}
