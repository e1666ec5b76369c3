import { setTimeout as delay } from "node:timers/promises";

/** The only source of time inside the driver. */
export interface Clock {
  /** Milliseconds since the case began, monotonic, with fractions. */
  nowMs(): number;
  /** Ends early, without an error, when the signal aborts. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  /** The latest that a heartbeat came, in ms. */
  readonly latenessMsMax: number;
  /** The heartbeats that came 10 ms late and more, in order: all, or the latest of very many. */
  readonly lateTimers: readonly LateTimer[];
  /** Whether time stands still while anything computes: nothing then waits for a processor. */
  readonly isSimulated: boolean;
  stop(): void;
}

/** A timer that fired at `atMs`, and `lateMs` after it was due. */
export interface LateTimer {
  readonly atMs: number;
  readonly lateMs: number;
}

const heartbeatMs = 20;

/** In virtual time no timer is late, and a case of a simulated minute would spend its time on heartbeats. */
const virtualHeartbeatMs = 10_000;

/** Less than excuses the shortest deadlines. */
const notedMs = 10;
const notedMost = 256;

/**
 * @param epochNs the value of `process.hrtime.bigint()` when the case began. Linux counts it from
 * boot, so that the harness and the driver share it.
 * @param isSimulated whether it runs in virtual time.
 */
export function startClock(epochNs: bigint, isSimulated = false): Clock {
  const everyMs = isSimulated ? virtualHeartbeatMs : heartbeatMs;
  const nowMs = startStopwatch(epochNs);
  let latenessMsMax = 0;
  let late: LateTimer[] = [];
  let expectedMs = nowMs() + everyMs;
  const heartbeat = setInterval(() => {
    const now = nowMs();
    const lateMs = now - expectedMs;
    latenessMsMax = Math.max(latenessMsMax, lateMs);
    if (lateMs >= notedMs) {
      late.push({ atMs: now, lateMs });
    }
    if (late.length >= 2 * notedMost) {
      late = latestOf(late);
    }
    expectedMs = now + everyMs;
  }, everyMs);
  heartbeat.unref();
  return {
    nowMs,
    isSimulated,
    get latenessMsMax() {
      return latenessMsMax;
    },
    get lateTimers() {
      return late.length > notedMost ? latestOf(late) : late;
    },
    async sleep(durationMs, signal) {
      await delay(durationMs, undefined, { signal }).catch((error: Error) => {
        if (error.name !== "AbortError") {
          throw error;
        }
      });
    },
    stop: () => clearInterval(heartbeat),
  };
}

function latestOf(late: readonly LateTimer[]): LateTimer[] {
  return late
    .toSorted((a, b) => b.lateMs - a.lateMs)
    .slice(0, notedMost)
    .sort((a, b) => a.atMs - b.atMs);
}

/** @returns a function that returns the ms since this call, or since `startedNs`, with fractions. */
export function startStopwatch(startedNs = process.hrtime.bigint()): () => number {
  return () => Number(process.hrtime.bigint() - startedNs) / 1e6;
}
