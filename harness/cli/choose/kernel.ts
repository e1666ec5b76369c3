import { isImpaired, type Network } from "../../network/network.ts";
import type { RunFlags } from "../options/run-flags.ts";

export type KernelChoice = RunFlags["kernel"];

/**
 * @param unimpairedOn what was asked for.
 * @param impairedOn where links can be impaired.
 * @returns the kernel that a network's cases run on.
 */
export function kernelChooser(unimpairedOn: KernelChoice, impairedOn: KernelChoice) {
  return (network: Network): "host" | "guest" => {
    const chosen = isImpaired(network) ? impairedOn : unimpairedOn;
    return chosen === "guest" ? "guest" : "host";
  };
}
