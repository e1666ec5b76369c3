import { isImpaired } from "../network/network.ts";
import type { Check } from "../scenario/check.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type Situation, waitOf } from "./expected-wait.ts";

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

/** A boot takes seconds, so a case on a clean link must wait for longer to gain by one, in ms. */
const longWaitMs = 30_000;

/** Nobody waits longer for a case without having asked for it, in ms. */
const realTimeMaxMs = 900_000;

/** Whether a case is better played where waiting takes no time: on an impaired link, or if it waits long. */
export function gainsByVirtualTime(situation: Situation): boolean {
  return (
    suitsVirtualTime(situation.scenario) &&
    (isImpaired(situation.network) || waitOf(situation) >= longWaitMs)
  );
}

/** @returns why a case is not played in real time; null if it is. */
export function whyNotInRealTime(situation: Situation): string | null {
  const waitMs = waitOf(situation);
  return waitMs <= realTimeMaxMs
    ? null
    : `it waits for ${(waitMs / 3_600_000).toFixed(1)} hours; in virtual time that takes seconds: ` +
        "sockspec kernel build, then --kernel auto in the netns lab";
}
