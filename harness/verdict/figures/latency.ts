import type { LoadHistory } from "../../history/history.ts";
import { readSamples } from "../../history/load-samples.ts";
import { quantile } from "../../statistics/quantile.ts";

/**
 * A percentile of the latencies, from when each message was to be sent: a stall of the server delays
 * all that were to be sent during it, and so is not hidden.
 *
 * @param latencies those of the load, see {@link latenciesMs}.
 * @returns ms; null where it falls among messages that were never echoed.
 */
export function latencyMs(
  { connections }: Pick<LoadHistory, "connections">,
  latencies: Float64Array,
  percentile: number,
): number | null {
  const intended = connections.reduce((sum, connection) => sum + connection.intended, 0);
  return percentileOf(latencies, { percentile, total: Math.max(intended, latencies.length) });
}

/**
 * @param latencies in ascending order.
 * @param of `total` messages, of which those without a latency count as slower than all others.
 * @returns null where the percentile falls among those.
 */
export function percentileOf(
  latencies: Float64Array,
  { percentile, total }: { readonly percentile: number; readonly total: number },
): number | null {
  const place = (percentile / 100) * (total - 1);
  return latencies.length === 0 || place > latencies.length - 1
    ? null
    : quantile(latencies, place / Math.max(1, latencies.length - 1));
}

/** @returns in ascending order. */
export function latenciesMs({ samples }: Pick<LoadHistory, "samples">): Float64Array {
  const { intendedNs, echoedNs } = readSamples(samples);
  return echoedNs.map((echoed, index) => (echoed - (intendedNs[index] ?? 0)) / 1e6).sort();
}
