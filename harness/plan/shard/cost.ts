import { keepsBusy, measuresTime } from "../../scenario/busy.ts";
import { waitOf } from "../expected-wait.ts";
import type { PlannedCase } from "../plan.ts";

/** What cases take: waits that their scenarios demand, and processor time, in ms. */
export interface CaseTime {
  readonly waitMs: number;
  readonly processorMs: number;
}

/** @returns what an earlier run took for a case; undefined where it did not play it. */
export type Durations = (planned: PlannedCase) => CaseTime | undefined;

/** A small machine has so many processors. */
const processors = 2;

/** Cases are open side by side in so many labs: with `--jobs` left out there are 2 to 7. */
const labs = 5;

/** Of that most is starting a server and what the harness does, in ms. */
const usualProcessorMs = 250;

/** A case that is about processor time or memory computes this long, in ms. */
const busyProcessorMs = 2500;

export const nothing: CaseTime = { waitMs: 0, processorMs: 0 };

/** @returns what a case adds to its shard. */
export function timeOf(planned: PlannedCase, durations: Durations = () => undefined): CaseTime {
  return planned.unsupported === null ? (durations(planned) ?? estimate(planned)) : nothing;
}

function estimate(planned: PlannedCase): CaseTime {
  const { scenario } = planned;
  const isBusy = keepsBusy(scenario) || measuresTime(scenario);
  return { waitMs: waitOf(planned), processorMs: isBusy ? busyProcessorMs : usualProcessorMs };
}

export function sumOf(times: readonly CaseTime[]): CaseTime {
  return times.reduce(plus, nothing);
}

export function plus(a: CaseTime, b: CaseTime): CaseTime {
  return { waitMs: a.waitMs + b.waitMs, processorMs: a.processorMs + b.processorMs };
}

/** @returns how long cases occupy labs, in ms: while they compute, and while they wait. */
export function occupiedMs({ waitMs, processorMs }: CaseTime): number {
  return waitMs + processorMs;
}

/** @returns how long cases take together on a machine, in ms: what bounds them are processors, or labs. */
export function elapsedMs(time: CaseTime): number {
  return Math.max(time.processorMs / processors, occupiedMs(time) / labs);
}
