import { type Network, roundTripMs } from "../../../network/network.ts";
import { formatBytes } from "../../../verdict/text.ts";
import { chart } from "../../pictures/chart/chart.ts";
import type { ChartCurve } from "../../pictures/chart/options.ts";
import { formatSpan } from "../../pictures/units.ts";
import type { Comparison } from "../compare.ts";
import { formatFigure } from "../units.ts";
import { linkLimitBits, lossPercent, mathisBits } from "./link-limit.ts";
import { inFlightBytes, loadStep } from "./load-step.ts";
import { linesOf, logSpaced, type PlacedComparison, pointWords } from "./points.ts";

/** One figure on all networks of a run. */
export interface FigureOnNetworks {
  readonly implementations: readonly string[];
  readonly measured: readonly OnNetwork[];
}

export interface OnNetwork {
  readonly comparison: Comparison;
  readonly link: Network;
  /** The link's, or what was measured on one without delay; null where neither is known. */
  readonly roundTripMs: number | null;
}

const throughputAxis = {
  label: "throughput",
  scale: "log",
  format: (bits: number) => formatFigure(bits, "bit/s"),
} as const;

/** More names than this would take more rows than there is room for. */
const namesMax = 8;

/** Throughput against round trips, with each link's limit and what is kept on its way. */
export function roundTripPlot({ implementations, measured }: FigureOnNetworks): string | null {
  const networks = [...Map.groupBy(measured, (each) => each.roundTripMs)]
    .flatMap(([x, alike]) => (x === null ? [] : [{ x, ...leastLossy(alike) }]))
    .toSorted((a, b) => a.x - b.x);
  const [first, ...others] = networks;
  const last = others.at(-1);
  if (first === undefined || last === undefined) {
    return null;
  }
  const domain = [first.x / 1.5, last.x * 1.5] as const;
  const names = new Map(networks.map(({ x, link }) => [x, `${link.name}, ${formatSpan(x)}`]));
  return chart({
    title: `Throughput against round trips, ${first.comparison.scenario.id}`,
    subtitle: pointWords,
    x: {
      label: "round trip",
      scale: "log",
      domain,
      ...(names.size > namesMax ? {} : { ticks: [...names.keys()] }),
      format: (ms) => names.get(ms) ?? formatSpan(ms),
    },
    y: throughputAxis,
    lines: linesOf(networks, implementations),
    theory: [
      ...inFlightCurve(
        first.comparison,
        networks.map(({ link }) => link),
        domain,
      ),
      {
        name: "limit of the link",
        drawnAs: "levels",
        extendsAxis: true,
        points: networks
          .map(({ x, link }) => ({ x, y: linkLimitBits(link) }))
          .filter(({ y }) => Number.isFinite(y)),
      },
    ],
  });
}

/** Of links with one round trip, the others would show what their loss does. */
function leastLossy(alike: readonly OnNetwork[]): OnNetwork {
  return alike.reduce((least, each) =>
    lossPercent(each.link) < lossPercent(least.link) ? each : least,
  );
}

function inFlightCurve(
  { scenario, figure }: Comparison,
  links: readonly Network[],
  [from, to]: readonly [number, number],
): readonly ChartCurve[] {
  const step = "load" in figure ? loadStep(scenario, figure.load) : undefined;
  const bytes = step === undefined ? null : inFlightBytes(step, links);
  return bytes === null
    ? []
    : [
        {
          name: `${formatBytes(bytes)} / round trip`,
          points: logSpaced(from, to).map((ms) => ({ x: ms, y: (8000 * bytes) / ms })),
        },
      ];
}

/** Throughput against loss, a plot for each round trip that lossy networks share. */
export function lossPlots({ implementations, measured }: FigureOnNetworks): readonly string[] {
  const lossy = measured
    .filter(({ link }) => lossPercent(link) > 0 && roundTripMs(link) > 0)
    .map((each) => ({ ...each, x: lossPercent(each.link) }));
  return [...Map.groupBy(lossy, ({ link }) => roundTripMs(link))]
    .filter(([, alike]) => new Set(alike.map(({ x }) => x)).size > 1)
    .map(([tripMs, alike]) => lossPlot(alike, implementations, tripMs));
}

function lossPlot(
  placed: readonly PlacedComparison[],
  implementations: readonly string[],
  tripMs: number,
): string {
  const losses = [...new Set(placed.map(({ x }) => x))];
  const domain = [Math.min(...losses) / 1.5, Math.max(...losses) * 1.5] as const;
  const [{ comparison } = { comparison: null }] = placed;
  return chart({
    title: `Throughput against loss at ${formatSpan(tripMs)}, ${comparison?.scenario.id ?? ""}`,
    subtitle: `${pointWords} Mathis: 1.22 · MSS / (round trip · √loss).`,
    x: {
      label: "segments lost in each direction",
      scale: "log",
      domain,
      ticks: losses,
      format: (percent) => `${percent} %`,
    },
    y: throughputAxis,
    lines: linesOf(placed, implementations),
    theory: [
      {
        name: "Mathis et al. 1997",
        extendsAxis: true,
        points: logSpaced(...domain).map((percent) => ({
          x: percent,
          y: mathisBits(tripMs, percent),
        })),
      },
    ],
  });
}
