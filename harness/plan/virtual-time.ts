import { isImpaired } from "../network/network.ts";
import type { Check } from "../scenario/check.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { type Situation, waitOf, waitOnCleanLink } from "./expected-wait.ts";

/** Requirements about processor time: in virtual time, computing takes none. */
function measuresProcessor(check: Check): boolean {
  return check.kind === "linear" || (check.kind === "growth" && check.of === "cpuMs");
}

/**
 * What a scenario requires can be judged where the clock is simulated if it depends on the link and on
 * waiting, not on how fast a processor is.
 *
 * @returns why it is not played in virtual time; null if it may be.
 */
export function whyNotInVirtualTime({
  checks,
  figures = [],
}: Pick<Scenario, "checks" | "figures">): string | null {
  if (figures.length > 0) {
    return "it measures how fast an implementation is";
  }
  const ids = checks.filter(measuresProcessor).map(({ id }) => id);
  return ids.length === 0 ? null : `it measures processor time (${ids.join(", ")})`;
}

/** A boot takes seconds, so a case on a clean link must wait for longer to gain by one, in ms. */
const longWaitMs = 30_000;

/** Nobody waits longer for a case without having asked for it, in ms. */
const realTimeMaxMs = 900_000;

/** Whether a case is better played where waiting takes no time: on an impaired link, or if it waits long. */
export function gainsByVirtualTime(situation: Situation): boolean {
  return (
    whyNotInVirtualTime(situation.scenario) === null &&
    (isImpaired(situation.network) || waitOf(situation) >= longWaitMs)
  );
}

/** What is said of a scenario and virtual time where no implementation and no link is known. */
export interface InVirtualTime {
  /** Why it is not played there; null if it may be. */
  readonly whyNot: string | null;
  /** Whether that is the default even on a clean link, because its own pauses are long. */
  readonly byItself: boolean;
}

export function inVirtualTime(scenario: Scenario): InVirtualTime {
  const whyNot = whyNotInVirtualTime(scenario);
  return { whyNot, byItself: whyNot === null && waitOnCleanLink(scenario) >= longWaitMs };
}

/** @returns why a case is not played in real time; null if it is. */
export function whyNotInRealTime(situation: Situation): string | null {
  const waitMs = waitOf(situation);
  return waitMs <= realTimeMaxMs
    ? null
    : `it waits for ${(waitMs / 3_600_000).toFixed(1)} hours; in virtual time that takes seconds: ` +
        "sockspec kernel build, then --kernel auto in the netns lab";
}
