import { waitOf } from "../plan/expected-wait.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { keepsBusy, measuresTime } from "../scenario/busy.ts";

/**
 * How a case shares the processors with others: it measures time, which a busy machine hides; it
 * keeps a processor busy; it rests for seconds; it mostly pauses, and leaves them to others; or it is
 * brief.
 */
export type CaseKind = "timed" | "busy" | "resting" | "pausing" | "brief";

/** Cases by kind: those that wait for their turn, or those that run. */
export type KindCounts = Readonly<Record<CaseKind, number>>;

/** Two processors play this many timed cases side by side without delaying either. */
const timedAtOnce = 2;

/** This many active cases make two processors late, so a further session takes one that waits. */
const activeAtOnce = 4;

/** A case that waits this long leaves the processors to others for most of its time, in ms. */
const longWaitMs = 300;

/** A case that waits this long leaves the processors even to cases that measure time, in ms. */
const restMs = 1500;

/** A resting case lasts as long as this many timed ones. */
const timedPerRest = 4;

/**
 * The share of sessions that play resting or pausing cases while there are others. If all of them
 * paused at first, the processors would be idle at first and overloaded at the end.
 */
const pausingShare = 0.5;

export function kindOf({ scenario, ...planned }: PlannedCase): CaseKind {
  if (measuresTime(scenario)) {
    return "timed";
  }
  if (keepsBusy(scenario)) {
    return "busy";
  }
  const waitMs = waitOf({ scenario, ...planned });
  if (waitMs >= restMs) {
    return "resting";
  }
  return waitMs >= longWaitMs ? "pausing" : "brief";
}

/**
 * Chooses the kind of the next case. Busy cases run one at a time while there are others, beginning
 * at once; timed ones run at the end, with as many resting ones beside them as there are sessions.
 *
 * @param sessions how many sessions take cases side by side.
 * @returns null where the cases that are left have to wait for others to end.
 */
export function nextKind(left: KindCounts, running: KindCounts, sessions: number): CaseKind | null {
  const find = (...kinds: CaseKind[]) => kinds.find((kind) => left[kind] > 0) ?? null;
  if (left.busy > 0 && running.busy === 0) {
    return "busy";
  }
  const besideTimed = Math.max(0, sessions - timedAtOnce) / timedAtOnce;
  const maySpareRest = left.resting > Math.ceil((left.timed * besideTimed) / timedPerRest);
  const waiting = maySpareRest ? find("resting", "pausing") : find("pausing");
  const mayWait = running.resting + running.pausing < Math.ceil(sessions * pausingShare);
  if (waiting !== null && mayWait) {
    return waiting;
  }
  const isCrowded = running.brief + running.busy >= activeAtOnce;
  const untimed = isCrowded
    ? find("pausing", "resting", "brief", "busy")
    : (find("brief") ?? waiting ?? find("busy"));
  return untimed ?? (running.timed < timedAtOnce ? find("timed", "resting") : find("resting"));
}

export function countKinds(kinds: readonly CaseKind[]): KindCounts {
  return mapKinds((kind) => kinds.filter((other) => other === kind).length);
}

export function mapKinds(count: (kind: CaseKind) => number): KindCounts {
  return {
    timed: count("timed"),
    busy: count("busy"),
    resting: count("resting"),
    pausing: count("pausing"),
    brief: count("brief"),
  };
}
