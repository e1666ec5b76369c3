import type { Clock } from "../../history/clock.ts";

/** One look, in ms: long enough for the scheduler's accounting, short enough for every case. */
const windowMs = 20;

/** A server may have a thousand connections to close first: 25 looks are half a second. */
const windowsMax = 25;

/** A share of a processor that no idle server needs. */
const quietShare = 0.5;

/**
 * Looks until the implementation is quiet, and gives up after half a second.
 *
 * @param runnableMs reads the time it has wanted a processor so far in ms, or null where it is hidden.
 * @returns the least share of a processor that it used in a window.
 */
export async function idleCpuShare(
  runnableMs: () => Promise<number | null>,
  clock: Clock,
  signal: AbortSignal,
): Promise<number | null> {
  let least: number | null = null;
  for (let window = 0; window < windowsMax && (least ?? 1) > quietShare; window += 1) {
    const before = await runnableMs();
    const fromMs = clock.nowMs();
    await clock.sleep(windowMs, signal);
    const after = await runnableMs();
    if (before === null || after === null) {
      return null;
    }
    const share = (after - before) / (clock.nowMs() - fromMs);
    least = Math.min(least ?? share, share);
  }
  return least;
}
