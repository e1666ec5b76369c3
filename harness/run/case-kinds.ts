import { roundTripMs } from "../network/network.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { keepsBusy, measuresTime } from "../scenario/busy.ts";
import { expectedWaitMs } from "../scenario/expected-wait.ts";

/**
 * How a case shares the processors with others: it measures time, which a busy machine hides; it
 * keeps a processor busy; it mostly pauses, and leaves them to others; or it is brief.
 */
export type CaseKind = "timed" | "busy" | "pausing" | "brief";

/** Cases by kind: those that wait for their turn, or those that run. */
export type KindCounts = Readonly<Record<CaseKind, number>>;

/** Two processors play this many timed cases side by side without delaying either. */
const timedAtOnce = 2;

/** A case that waits this long leaves the processors to others for most of its time, in ms. */
const longWaitMs = 300;

/**
 * The share of sessions that play pausing cases while there are others. If all of them paused at
 * first, the processors would be idle at first and overloaded at the end.
 */
const pausingShare = 0.5;

export function kindOf({ scenario, ...planned }: PlannedCase): CaseKind {
  if (measuresTime(scenario)) {
    return "timed";
  }
  if (keepsBusy(scenario)) {
    return "busy";
  }
  return waitOf({ scenario, ...planned }) >= longWaitMs ? "pausing" : "brief";
}

/**
 * Chooses the kind of the next case. Busy cases run one at a time while there are others, beginning
 * at once; timed ones run when no others are left.
 *
 * @param sessions how many sessions take cases side by side.
 * @returns null where the cases that are left have to wait for others to end.
 */
export function nextKind(left: KindCounts, running: KindCounts, sessions: number): CaseKind | null {
  if (left.busy > 0 && running.busy === 0) {
    return "busy";
  }
  if (left.pausing > 0 && running.pausing < Math.ceil(sessions * pausingShare)) {
    return "pausing";
  }
  const untimed = (["brief", "pausing", "busy"] as const).find((kind) => left[kind] > 0);
  const hasRoomForTimed = left.timed > 0 && running.timed < timedAtOnce;
  return untimed ?? (hasRoomForTimed ? "timed" : null);
}

/** @returns how long the case is expected to wait, in ms. */
export function waitOf({ scenario, implementation, network }: PlannedCase): number {
  return expectedWaitMs(scenario.steps, {
    roundTripMs: roundTripMs(network),
    keepAliveMs: implementation.keepAliveMs ?? 0,
    maxFrameBytes: implementation.maxFrameBytes,
  });
}
