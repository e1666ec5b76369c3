import type { LoadHistory, WireHistory } from "../../history/history.ts";
import { readWireSamples } from "../../history/wire-samples.ts";
import { percentileOf } from "./latency.ts";

/**
 * A percentile of the times from when a request had arrived at the server until its reply had left.
 *
 * @param latencies those of the load, see {@link wireLatenciesMs}.
 * @returns ms; null where they are not known, or it falls among requests that were never answered.
 */
export function wireLatencyMs(
  { wire }: Pick<LoadHistory, "wire">,
  latencies: Float64Array,
  percentile: number,
): number | null {
  return wire === null
    ? null
    : percentileOf(latencies, { percentile, total: latencies.length + wire.unanswered });
}

/** @returns in ascending order; none where they are not known. */
export function wireLatenciesMs({ wire }: Pick<LoadHistory, "wire">): Float64Array {
  return isKnown(wire)
    ? readWireSamples(wire.samples)
        .tookNs.map((ns) => ns / 1e6)
        .sort()
    : none;
}

/** @returns why nothing is known; null if something is. */
export function whyNoWire({ wire }: Pick<LoadHistory, "wire">): string | null {
  return wire === null ? "Its segments were not recorded." : wire.failure;
}

const none = new Float64Array();

function isKnown(wire: WireHistory | null): wire is WireHistory {
  return wire !== null && wire.failure === null;
}
