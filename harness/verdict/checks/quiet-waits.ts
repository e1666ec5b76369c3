import type { History, ServerWait } from "../../history/history.ts";
import { formatMs } from "../text.ts";
import type { Finding } from "../verdict.ts";
import { hiddenProcesses } from "./process-samples.ts";

/** A busy loop takes a whole processor, or on a busy host the share that others leave it. */
const busyShare = 0.05;

/** Wake-ups per second of a timer that fires every 4 ms; waiting for a peer needs none so often. */
const wakeupsASecondMax = 250;

/**
 * Each pause is judged by the median of its windows: a runtime collects garbage or compiles in one
 * of them, a server that does not wait spins in all, and a starved one may miss one.
 */
export function judgeQuietWaits(history: History): Finding {
  const expected = `less than ${100 * busyShare} % of a processor, and at most ${wakeupsASecondMax} wakeups a second`;
  const { serverWaits } = history;
  if (serverWaits.length === 0) {
    return { status: "inconclusive", expected, observed: "the play ended before the pause" };
  }
  if (serverWaits.every(({ looks }) => looks.length === 0)) {
    return { status: "unsupported", expected, observed: hiddenProcesses };
  }
  const judged = serverWaits.map((wait) => ({ fromMs: wait.fromMs, ...medianOf(wait) }));
  const busiest = judged.reduce((most, wait) => (costOf(wait) > costOf(most) ? wait : most));
  if (judged.some(({ share }) => Number.isNaN(share))) {
    return { status: "inconclusive", expected, observed: "no process was left to look at" };
  }
  const { fromMs, share, wakeupsASecond } = busiest;
  return {
    status: costOf(busiest) > 1 ? "fail" : "pass",
    expected,
    observed: `${Math.round(100 * share)} % of a processor and ${Math.round(wakeupsASecond)} wakeups a second in the pause at ${formatMs(fromMs)}`,
    brokeAtMs: fromMs,
  };
}

interface Use {
  readonly share: number;
  readonly wakeupsASecond: number;
}

/** @returns the part of its limit that it uses, of the limit that it uses most. */
function costOf({ share, wakeupsASecond }: Use): number {
  return Math.max(share / busyShare, wakeupsASecond / wakeupsASecondMax);
}

/** @returns the medians of the windows between looks; NaN if a look saw no process. */
function medianOf({ looks }: ServerWait): Use {
  if (looks.length < 2 || looks.some(({ processes }) => processes === 0)) {
    return { share: Number.NaN, wakeupsASecond: Number.NaN };
  }
  const windows = looks.slice(1).map((to, index) => ({ from: looks[index] ?? to, to }));
  return {
    share: median(windows.map(({ from, to }) => (to.cpuMs - from.cpuMs) / (to.atMs - from.atMs))),
    wakeupsASecond: median(
      windows.map(
        ({ from, to }) =>
          (1000 * (to.timesScheduled - from.timesScheduled)) / (to.atMs - from.atMs),
      ),
    ),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}
