import { isImpaired, type Network } from "../../network/network.ts";
import { UsageError } from "../exit-status.ts";

const kernels = ["auto", "host", "guest"] as const;
export type KernelChoice = (typeof kernels)[number];

/** @throws {UsageError} */
export function parseKernel(text: string): KernelChoice {
  const found = kernels.find((one) => one === text);
  if (found === undefined) {
    throw new UsageError(`--kernel: expected auto, host or guest, found "${text}".`);
  }
  return found;
}

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
