import { element, escapeXml, px, shorten } from "../svg.ts";
import { lineColours, themeStyle } from "../theme.ts";
import { formatSpan } from "../units.ts";
import { type Frame, text, timeAxis, valueAxis } from "./axes.ts";
import { plotLine } from "./line.ts";
import type { PlotOptions, PlotSeries } from "./options.ts";
import { formatTick, isInside, timeAxisOf, valueAxisUpTo } from "./scale.ts";

const font = `font:11px/1.2 "Inter","Segoe UI",system-ui,"DejaVu Sans",sans-serif`;

/** Rules for the classes of all plots, for a page with several. */
export const plotStyle =
  themeStyle(".sp-plot") +
  `.sp-plot{${font};background:var(--sp-ground)}` +
  ".sp-plot text{fill:var(--sp-muted)}.sp-plot .t{fill:var(--sp-ink);font-weight:600;font-size:12px}" +
  ".sp-plot .g{stroke:var(--sp-faint)}.sp-plot .x{stroke:var(--sp-muted)}" +
  ".sp-plot .m{stroke:var(--sp-bad);stroke-dasharray:3 3}.sp-plot text.ml{fill:var(--sp-bad)}" +
  ".sp-plot path{fill:none;stroke-width:1.6;stroke-linejoin:round}" +
  lineColours.map((name) => `.sp-plot .${name}{stroke:var(--sp-${name})}`).join("");

/** One line per colour; the description counts the others. */
const seriesMax = lineColours.length;

/** @returns one self-contained SVG of lines over time, without script. */
export function plot(options: PlotOptions): string {
  const { widthPx = 560, heightPx = 220, withStyle = true, marks = [] } = options;
  const series = options.series.slice(0, seriesMax);
  const frame = frameOf(options, series, { widthPx, heightPx });
  const projection = { x: frame.time.scale, y: frame.value.scale };
  const content = [
    element("title", {}, escapeXml(shorten(options.title, 120))),
    element("desc", {}, escapeXml(altText(options, series))),
    withStyle ? element("style", {}, plotStyle) : "",
    text({ x: 10, y: 18, class: "t" }, shorten(options.title, 80)),
    legend(series, frame.right),
    ...valueAxis(frame, options.unit),
    ...timeAxis(frame),
    ...marks
      .filter(({ atMs }) => isInside(atMs, frame.time))
      .slice(0, 8)
      .map((mark) => drawMark(mark, frame)),
    ...series.map(({ points }, index) =>
      element("path", { class: lineColours[index], d: plotLine(points, projection) }),
    ),
  ];
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "sp-plot",
      role: "img",
      width: widthPx,
      height: heightPx,
      viewBox: `0 0 ${widthPx} ${heightPx}`,
    },
    content.join(""),
  );
}

function frameOf(
  { series: all, unit, fromMs, untilMs }: PlotOptions,
  series: readonly PlotSeries[],
  { widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number },
): Frame {
  const points = (series.length > 0 ? series : all).flatMap((line) => line.points);
  const first = fromMs ?? least(points.map(({ atMs }) => atMs)) ?? 0;
  const last = untilMs ?? most(points.map(({ atMs }) => atMs)) ?? first + 1;
  const top = most(points.map(({ value }) => value ?? 0)) ?? 0;
  const edges = { left: 68, right: widthPx - 14, top: 58, bottom: heightPx - 38 };
  const domain = [first, Math.max(last, first + 0.001)] as const;
  return {
    ...edges,
    time: timeAxisOf(domain, [edges.left, edges.right]),
    value: valueAxisUpTo(Math.max(top, smallest[unit]), unit, [edges.bottom, edges.top]),
  };
}

/** A smaller axis would magnify noise. */
const smallest = { bytes: 1000, segments: 4, descriptors: 4, percent: 1, ms: 1 } as const;

function least(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.min(a, b));
}

function most(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => Math.max(a, b));
}

function drawMark(
  { atMs, label }: { readonly atMs: number; readonly label: string },
  frame: Frame,
): string {
  const x = frame.time.scale(atMs);
  const isLeft = x < (frame.left + frame.right) / 2;
  return (
    element("line", { class: "m", x1: x, x2: x, y1: frame.top - 2, y2: frame.bottom }) +
    text(
      {
        class: "ml",
        x: x + (isLeft ? 5 : -5),
        y: frame.top - 5,
        "text-anchor": isLeft ? "start" : "end",
      },
      shorten(label, 60),
    )
  );
}

/** Series names next to a sample of their line, from left to right. */
function legend(series: readonly PlotSeries[], right: number): string {
  let x = 10;
  return series
    .map((line, index) => {
      const name = shorten(line.name, Math.max(8, Math.floor((right - 20) / (series.length * 7))));
      const drawn =
        element("path", { class: lineColours[index], d: `M${px(x)} 32h16` }) +
        text({ x: x + 21, y: 36 }, name);
      x += 21 + name.length * 6.2 + 18;
      return drawn;
    })
    .join("");
}

/** Describes the lines in words, for readers who cannot see them. */
function altText({ unit, series, marks = [] }: PlotOptions, shown: readonly PlotSeries[]): string {
  const lines = shown.map(({ name, points }) => {
    const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
    const [low, high, last] = [least(values), most(values), values.at(-1)];
    return low === null || high === null || last === undefined
      ? `${shorten(name, 60)}: never seen.`
      : `${shorten(name, 60)}: from ${formatTick(low, unit)} to ${formatTick(high, unit)}, at last ${formatTick(last, unit)}.`;
  });
  const others = series.length - shown.length;
  return [
    ...lines,
    ...(others > 0 ? [`${others} more not drawn.`] : []),
    ...marks.slice(0, 8).map(({ atMs, label }) => `At ${formatSpan(atMs)}: ${shorten(label, 60)}.`),
  ].join(" ");
}
