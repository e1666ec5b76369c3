import type { LoadHistory } from "../../../history/history.ts";
import { median } from "../../../statistics/quantile.ts";
import { latenciesMs, latencyMs } from "../../../verdict/figures/latency.ts";
import type { ChartPoint } from "../../pictures/chart/options.ts";

/** Shares of messages that are slower, evenly spaced on a log axis: from all to one in 100,000. */
const decades = 5;
const perDecade = 30;
const shares = Array.from(
  { length: decades * perDecade + 1 },
  (_, index) => 10 ** (-index / perDecade),
);

/**
 * The latency that each share of the messages exceeds, in ms. It ends with the slowest message, or
 * where messages were never echoed.
 */
export function percentileCurve(load: LoadHistory): readonly number[] {
  const latencies = latenciesMs(load);
  const curve: number[] = [];
  for (const share of shares) {
    const latency = latencyMs(load, latencies, 100 * (1 - share));
    if (latency === null || share * latencies.length < 1) {
      break;
    }
    curve.push(latency);
  }
  return curve;
}

/**
 * Joins the curves of repetitions: each point is the median of theirs, and the band leads from the
 * least to the greatest. So it shows how repetitions differ, which one pool of messages would hide.
 */
export function joinCurves(curves: readonly (readonly number[])[]): readonly ChartPoint[] {
  const length = Math.min(...curves.map((curve) => curve.length));
  return (curves.length === 0 ? [] : shares.slice(0, length)).map((share, index) => {
    const values = curves.map((curve) => curve[index] ?? 0);
    return { x: share, y: median(values), low: Math.min(...values), high: Math.max(...values) };
  });
}
