import { chooseXstate } from "../../lab/guest/xstate.ts";
import { type Network, needsNetem } from "../../network/network.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { toolEnvironment } from "./bundled.ts";

export type KernelChoice = RunFlags["kernel"];

/**
 * @param unimpairedOn the requested kernel.
 * @param impairedOn a kernel that can impair links.
 * @returns the kernel that a network's cases run on.
 */
export function kernelChooser(unimpairedOn: KernelChoice, impairedOn: KernelChoice) {
  return (network: Network): "host" | "guest" => {
    const chosen = needsNetem(network) ? impairedOn : unimpairedOn;
    return chosen === "guest" ? "guest" : "host";
  };
}

/** @returns what the guest kernel's state is padded to, in bytes; null if it is not, or none boots. */
export async function guestPaddingFor(
  plan: readonly PlannedCase[],
  lab: Pick<LabChoice, "kernelFor">,
): Promise<number | null> {
  const inGuest = plan.some(({ network }) => lab.kernelFor(network) === "guest");
  const xstate = inGuest ? await chooseXstate(toolEnvironment()) : null;
  return xstate?.paddedToBytes ?? null;
}
