import { chooseXstate } from "../../lab/guest/xstate.ts";
import { type Network, needsNetem } from "../../network/network.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { suitsVirtualTime } from "../../plan/virtual-time.ts";
import type { KernelName, LabChoice } from "../../run/lab-choice.ts";
import type { Scenario } from "../../scenario/scenario.ts";

import type { RunFlags } from "../options/run-flags.ts";
import { toolEnvironment } from "./bundled.ts";

export type KernelChoice = RunFlags["kernel"];

interface ChosenKernels {
  readonly asked: KernelChoice;
  /** The kernel in real time that can impair links. */
  readonly impairedOn: "host" | "guest";
  /** Whether a kernel with virtual time can be used. */
  readonly virtual: boolean;
}

/**
 * Scenarios that measure the processor run in real time, whatever was asked for.
 *
 * @returns the kernel that a network's cases run on; without a scenario, measurements of the link.
 */
export function kernelChooser({
  asked,
  impairedOn,
  virtual,
}: ChosenKernels): LabChoice["kernelFor"] {
  return (network: Network, scenario?: Scenario): KernelName => {
    const isImpaired = needsNetem(network);
    const suits = scenario === undefined ? asked === "virtual" : suitsVirtualTime(scenario);
    const isWanted = asked === "virtual" || (asked === "auto" && isImpaired);
    if (virtual && suits && isWanted) {
      return "virtual";
    }
    return isImpaired || asked === "guest" ? impairedOn : "host";
  };
}

/** @returns what the guest kernel's state is padded to, in bytes; null if it is not, or none boots. */
export async function guestPaddingFor(
  plan: readonly PlannedCase[],
  lab: Pick<LabChoice, "kernelFor">,
): Promise<number | null> {
  const inGuest = plan.some(
    ({ network, scenario }) => lab.kernelFor(network, scenario) === "guest",
  );
  const xstate = inGuest ? await chooseXstate(toolEnvironment()) : null;
  return xstate?.paddedToBytes ?? null;
}
