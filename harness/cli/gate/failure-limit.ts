import type { FailureLimit } from "../../run/limits.ts";
import type { RunFlags } from "../options/run-flags.ts";

/** @returns the number of failed cases that ends the run, by `--bail` or `--max-failures`. */
export function failureLimitOf({
  bail,
  maxFailures,
}: Pick<RunFlags, "bail" | "maxFailures">): FailureLimit | null {
  if (bail === true) {
    return { failures: 1, option: "--bail" };
  }
  const option = `--max-failures ${maxFailures}`;
  return maxFailures === undefined ? null : { failures: maxFailures, option };
}
