import { isImpaired, type Network } from "../../network/network.ts";
import type { RunFlags } from "../options/run-flags.ts";

export type KernelChoice = RunFlags["kernel"];

/**
 * @param unimpairedOn the requested kernel.
 * @param impairedOn a kernel that can impair links.
 * @returns the kernel that a network's cases run on.
 */
export function kernelChooser(unimpairedOn: KernelChoice, impairedOn: KernelChoice) {
  return (network: Network): "host" | "guest" => {
    const chosen = isImpaired(network) ? impairedOn : unimpairedOn;
    return chosen === "guest" ? "guest" : "host";
  };
}
