import { chooseXstate } from "../../lab/guest/xstate.ts";
import { type Network, needsNetem } from "../../network/network.ts";
import type { Situation } from "../../plan/expected-wait.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import {
  gainsByVirtualTime,
  whyNotInRealTime,
  whyNotInVirtualTime,
} from "../../plan/virtual-time.ts";
import type { KernelName, LabChoice } from "../../run/lab-choice.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { toolEnvironment } from "./bundled.ts";

export type KernelChoice = RunFlags["kernel"];

interface ChosenKernels {
  readonly asked: KernelChoice;
  /** The kernel in real time that impairs links. */
  readonly impairedOn: "host" | "guest";
  /** Why that one cannot; null if it can. */
  readonly whyNotImpaired: string | null;
  /** Whether a kernel with virtual time can be used. */
  readonly virtual: boolean;
}

/** Which kernels a lab's cases run on, and which cases run on none. */
type KernelChooser = Pick<LabChoice, "kernelFor" | "kernelForLink"> &
  Required<Pick<LabChoice["abilities"], "whyNoKernel">>;

/** Scenarios that measure the processor run in real time, whatever was asked for. */
export function kernelChooser({
  asked,
  impairedOn,
  whyNotImpaired,
  virtual,
}: ChosenKernels): KernelChooser {
  const inRealTime = (network: Network) =>
    needsNetem(network) || asked === "guest" ? impairedOn : "host";
  const kernelFor = (situation: Situation): KernelName => {
    const isWanted =
      (asked === "virtual" && whyNotInVirtualTime(situation.scenario) === null) ||
      (asked === "auto" && gainsByVirtualTime(situation));
    return virtual && isWanted ? "virtual" : inRealTime(situation.network);
  };
  return {
    kernelFor,
    kernelForLink: (network) => (virtual && asked === "virtual" ? "virtual" : inRealTime(network)),
    whyNoKernel(situation) {
      if (kernelFor(situation) === "virtual") {
        return null;
      }
      const whyNot = needsNetem(situation.network) ? whyNotImpaired : null;
      const isInsisted = asked === "host" || asked === "guest";
      return whyNot ?? (isInsisted ? null : whyNotInRealTime(situation));
    },
  };
}

/** @returns what the guest kernel's state is padded to, in bytes; null if it is not, or none boots. */
export async function guestPaddingFor(
  plan: readonly PlannedCase[],
  lab: Pick<LabChoice, "kernelFor">,
): Promise<number | null> {
  const inGuest = plan.some((planned) => lab.kernelFor(planned) === "guest");
  const xstate = inGuest ? await chooseXstate(toolEnvironment()) : null;
  return xstate?.paddedToBytes ?? null;
}
