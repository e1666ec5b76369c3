import type { History, Wait } from "../history/history.ts";

/**
 * @returns for how long each time, in ms, the driver stood still within a wait; null for an older history, which
 *   does not say when its timers were late.
 */
export function standstillsMs(
  { lateTimers }: Pick<History, "lateTimers">,
  { fromMs, toMs }: Pick<Wait, "fromMs" | "toMs">,
): readonly number[] | null {
  return lateTimers === undefined
    ? null
    : lateTimers
        .filter(({ atMs, lateMs }) => atMs > fromMs && atMs - lateMs < toMs)
        .map(({ lateMs }) => lateMs);
}
