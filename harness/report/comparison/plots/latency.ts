import { chart } from "../../pictures/chart/chart.ts";
import { formatFigure } from "../units.ts";
import { countedCases, type MeasuredOn } from "./measured-case.ts";
import { joinCurves, percentileCurve } from "./percentile-curve.ts";

/** A load whose latency is asked for at fewer percentiles has no tail to show. */
const percentilesMin = 3;

/** The distribution of the latencies of each load, a line for each implementation. */
export function latencyPlots(measured: MeasuredOn): readonly string[] {
  const latencies = (measured.scenario.figures ?? []).flatMap((figure) =>
    figure.kind === "latency" ? [figure.load] : [],
  );
  const loads = [...Map.groupBy(latencies, (load) => load)].filter(
    ([, figures]) => figures.length >= percentilesMin,
  );
  return loads.map(([load]) => latencyPlot(measured, load)).filter((svg) => svg !== null);
}

function latencyPlot(measured: MeasuredOn, label: string): string | null {
  const lines = measured.implementations.map((name) => {
    const curves = countedCases(measured, name).flatMap((result) => {
      const load = measured
        .historyOf(result)
        ?.loads.find((played) => played.label === label && played.failure === null);
      return load === undefined ? [] : [percentileCurve(load)];
    });
    return { name, points: joinCurves(curves.filter(({ length }) => length > 0)) };
  });
  const all = lines.flatMap(({ points }) => points);
  if (all.length === 0) {
    return null;
  }
  const rarest = all.reduce((least, { x }) => Math.min(least, x), 0.1);
  return chart({
    title: `Latency, ${measured.scenario.id} on ${measured.network}`,
    subtitle:
      "Line: at each percentile the median of the repetitions. Band: least to greatest of them.",
    x: {
      label: "percentile of the messages",
      scale: "log",
      domain: [1, rarest],
      ticks: [1, 0.5, 0.1, 0.01, 0.001, 0.0001, 0.00001],
      format: formatPercentile,
    },
    y: { label: "latency", scale: "log", format: (ms) => formatFigure(ms, "ms") },
    lines,
  });
}

/** @param share of messages that are slower. */
function formatPercentile(share: number): string {
  return share >= 1 ? "min" : `p${Number((100 * (1 - share)).toFixed(3))}`;
}
