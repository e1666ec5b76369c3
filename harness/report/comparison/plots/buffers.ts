import { type Network, roundTripMs, slowestKbit } from "../../../network/network.ts";
import { formatBytes } from "../../../verdict/text.ts";
import { chart } from "../../pictures/chart/chart.ts";
import type { ChartCurve } from "../../pictures/chart/options.ts";
import { formatFigure } from "../units.ts";
import { loadStep } from "./load-step.ts";
import type { MeasuredOn } from "./measured-case.ts";
import { linesOf, logSpaced, type PlacedComparison, pointWords } from "./points.ts";

/** Throughput against the client's socket buffers, where loads differ in these. */
export function bufferPlots(measured: MeasuredOn): readonly string[] {
  const placed = measured.comparisons.flatMap((comparison): readonly PlacedComparison[] => {
    const { figure, scenario } = comparison;
    const step = figure.kind === "throughput" ? loadStep(scenario, figure.load) : undefined;
    return step?.receiveBufferBytes === undefined
      ? []
      : [{ x: step.receiveBufferBytes, comparison }];
  });
  const sizes = [...new Set(placed.map(({ x }) => x))];
  const lines = linesOf(placed, measured.implementations);
  if (sizes.length < 2 || lines.every(({ points }) => points.length === 0)) {
    return [];
  }
  const domain = [Math.min(...sizes) / 1.3, Math.max(...sizes) * 1.3] as const;
  return [
    chart({
      title: `Throughput against socket buffers, ${measured.scenario.id} on ${measured.network}`,
      subtitle: pointWords,
      x: {
        label: "SO_SNDBUF and SO_RCVBUF of the client",
        scale: "log",
        base: 2,
        domain,
        ticks: sizes,
        format: formatBytes,
      },
      y: { label: "throughput", scale: "log", format: (bits) => formatFigure(bits, "bit/s") },
      lines,
      ...(measured.link === undefined ? {} : theoryOf(measured.link, domain)),
    }),
  ];
}

/** A window per round trip, up to the rate; they meet at bandwidth × delay (RFC 7323 §1.1). */
function theoryOf(link: Network, domain: readonly [number, number]) {
  const roundTripS = roundTripMs(link) / 1000;
  const rate = (slowestKbit(link) ?? Number.POSITIVE_INFINITY) * 1000;
  const [from, to] = domain;
  const perRoundTrip: ChartCurve = {
    name: "buffer / round trip",
    points: logSpaced(from, to).map((bytes) => ({ x: bytes, y: (8 * bytes) / roundTripS })),
  };
  const limit: ChartCurve = {
    name: "rate of the link",
    extendsAxis: true,
    points: [from, to].map((x) => ({ x, y: rate })),
  };
  const productBytes = (rate * roundTripS) / 8;
  return {
    theory: [...(roundTripS > 0 ? [perRoundTrip] : []), ...(Number.isFinite(rate) ? [limit] : [])],
    marks:
      roundTripS > 0 && Number.isFinite(rate)
        ? [{ x: productBytes, label: `bandwidth × delay, ${formatBytes(productBytes)}` }]
        : [],
  };
}
