import type { Check } from "../scenario/check.ts";
import type { Scenario } from "../scenario/scenario.ts";

/** Requirements about processor time: in virtual time, computing takes none. */
function measuresProcessor(check: Check): boolean {
  return check.kind === "linear" || (check.kind === "growth" && check.of === "cpuMs");
}

/**
 * Whether what a scenario requires can be judged where the clock is simulated: what it measures must
 * depend on the link and on waiting, not on how fast a processor is.
 */
export function suitsVirtualTime({
  checks,
  figures = [],
}: Pick<Scenario, "checks" | "figures">): boolean {
  return figures.length === 0 && !checks.some(measuresProcessor);
}
