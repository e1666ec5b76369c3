import { keepsBusy, measuresTime } from "../../scenario/busy.ts";
import { waitOf } from "../expected-wait.ts";
import type { PlannedCase } from "../plan.ts";

/** How long a case took: what its scenario demanded to wait, and the rest of it, in ms. */
export interface CaseTime {
  readonly waitMs: number;
  readonly workMs: number;
}

/** @returns what an earlier run took for a case; undefined where it did not play it. */
export type Durations = (planned: PlannedCase) => CaseTime | undefined;

/** Waits pass side by side in so many labs: with `--jobs` left out there are 2 to 7. */
const waitsAtOnce = 5;

/** So many cases work side by side, one a processor of a small machine. */
const worksAtOnce = 2;

/** What a case works beside its waits, of which most is starting a server, in ms. */
const usualWorkMs = 300;

/** A case that is about processor time or memory works this long, in ms. */
const busyWorkMs = 2500;

/** @returns a case's share of the elapsed time of a shard, in ms. */
export function costOf(planned: PlannedCase, durations: Durations = () => undefined): number {
  if (planned.unsupported !== null) {
    return 0;
  }
  const { waitMs, workMs } = durations(planned) ?? estimate(planned);
  return waitMs / waitsAtOnce + workMs / worksAtOnce;
}

function estimate(planned: PlannedCase): CaseTime {
  const { scenario } = planned;
  const isBusy = keepsBusy(scenario) || measuresTime(scenario);
  return { waitMs: waitOf(planned), workMs: isBusy ? busyWorkMs : usualWorkMs };
}
