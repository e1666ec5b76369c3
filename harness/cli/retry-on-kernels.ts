import { type KernelRunOptions, runOnKernels } from "../run/kernels.ts";
import { retryFailed } from "../run/retry.ts";
import type { RunOutcome } from "../run/run-plan.ts";
import { outcomeOfCase } from "../verdict/gate/case.ts";
import type { ChosenCases } from "./choose/cases.ts";

/** Runs again, alone, what failed and neither a baseline nor a threshold speaks for. */
export async function retryOnKernels(
  first: RunOutcome,
  options: KernelRunOptions,
  { gate, plan, rules }: Pick<ChosenCases, "gate" | "plan" | "rules">,
): Promise<RunOutcome> {
  return await retryFailed(first, {
    ...{ plan, retries: gate.retries },
    isWorthAnother: (one) => outcomeOfCase(one, rules) === "failed",
    runAlone: async (again, sessionsBefore) =>
      await runOnKernels(again, { ...options, sessionsBefore, alone: true, bail: false }),
  });
}
