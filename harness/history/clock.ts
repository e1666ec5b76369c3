import { setTimeout as delay } from "node:timers/promises";

/** The only source of time inside the driver. */
export interface Clock {
  /** Milliseconds since the case began, monotonic, with fractions. */
  nowMs(): number;
  /** Ends early, without an error, when the signal aborts. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
  /** The latest that any sleep or heartbeat ended, in ms. */
  readonly latenessMsMax: number;
  stop(): void;
}

const heartbeatMs = 20;

/**
 * @param epochNs the value of `process.hrtime.bigint()` when the case began. Linux counts it from
 * boot, so that the harness and the driver share it.
 */
export function startClock(epochNs: bigint): Clock {
  const nowMs = startStopwatch(epochNs);
  let latenessMsMax = 0;
  let expectedMs = nowMs() + heartbeatMs;
  const heartbeat = setInterval(() => {
    const now = nowMs();
    latenessMsMax = Math.max(latenessMsMax, now - expectedMs);
    expectedMs = now + heartbeatMs;
  }, heartbeatMs);
  heartbeat.unref();
  return {
    nowMs,
    get latenessMsMax() {
      return latenessMsMax;
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

/** @returns a function that returns the ms since this call, or since `startedNs`, with fractions. */
export function startStopwatch(startedNs = process.hrtime.bigint()): () => number {
  return () => Number(process.hrtime.bigint() - startedNs) / 1e6;
}
