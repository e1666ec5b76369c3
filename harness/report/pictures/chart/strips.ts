import { scaleLinear, scaleSymlog } from "d3-scale";
import { area, curveStepAfter } from "d3-shape";
import { element, shorten } from "../svg.ts";
import { text } from "./axes.ts";
import { chartElement } from "./chart.ts";
import { lineStyle } from "./line-styles.ts";
import { labelRoomPx } from "./scales.ts";

/** Counts over time, one strip above the other, on one time axis. All text is escaped. */
export interface StripsOptions {
  readonly title: string;
  readonly subtitle: string;
  readonly xLabel: string;
  /** In ms. */
  readonly from: number;
  readonly until: number;
  readonly binMs: number;
  /** A span of time that is shaded, and named. */
  readonly shaded: { readonly from: number; readonly until: number; readonly label: string };
  readonly strips: readonly Strip[];
  readonly widthPx?: number;
}

export interface Strip {
  readonly name: string;
  /** A line under the name. */
  readonly note: string;
  /** One for each bin from `from` on. */
  readonly counts: readonly number[];
}

const stripPx = 66;
const topPx = 62;

/** Counts are on a symmetric log scale: a backlog that returns at once is fifty times the usual. */
export function strips(options: StripsOptions): string {
  const { title, subtitle, xLabel, shaded, widthPx = 680 } = options;
  const left = 50;
  const right = widthPx - labelRoomPx;
  const bottom = topPx + options.strips.length * stripPx;
  const x = scaleLinear([options.from, options.until], [left, right]);
  const most = options.strips.flatMap(({ counts }) => counts).reduce((a, b) => Math.max(a, b), 10);
  const shade = { x: x(shaded.from), width: x(shaded.until) - x(shaded.from) };
  const heightPx = bottom + 46;
  return chartElement({ title, description: describe(options), widthPx, heightPx }, [
    text({ x: 10, y: 19, class: "t" }, shorten(title, 90)),
    text({ x: 10, y: 35 }, shorten(subtitle, 110)),
    element("rect", { class: "d", ...shade, y: topPx, height: bottom - topPx }),
    text(
      { class: "ml", x: shade.x + shade.width / 2, y: topPx - 6, "text-anchor": "middle" },
      shaded.label,
    ),
    ...options.strips.map((strip, index) =>
      drawStrip(strip, index, { ...options, x, right, left, most }),
    ),
    ...x
      .ticks(8)
      .flatMap((tick) => [
        element("line", { class: "x", x1: x(tick), x2: x(tick), y1: bottom, y2: bottom + 4 }),
        text({ x: x(tick), y: bottom + 17, "text-anchor": "middle" }, `${tick / 1000}`),
      ]),
    text({ x: (left + right) / 2, y: bottom + 35, "text-anchor": "middle" }, xLabel),
  ]);
}

interface Place extends Pick<StripsOptions, "from" | "binMs"> {
  readonly x: (ms: number) => number;
  readonly left: number;
  readonly right: number;
  readonly most: number;
}

function drawStrip({ name, note, counts }: Strip, index: number, place: Place): string {
  const { from, binMs, x, left, right, most } = place;
  const base = topPx + (index + 1) * stripPx;
  const y = scaleSymlog([0, most], [base, base - stripPx + 12]).constant(2);
  const ends = [...counts, counts.at(-1) ?? 0];
  const shape = area<number>()
    .x((_, bin) => x(from + bin * binMs))
    .y0(base)
    .y1((count) => y(count))
    .curve(curveStepAfter)
    .digits(1);
  return [
    ...[10, 100, 1000]
      .filter((tick) => tick <= most)
      .flatMap((tick) => [
        element("line", { class: "g", x1: left, x2: right, y1: y(tick), y2: y(tick) }),
        text({ x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, `${tick}`),
      ]),
    element("path", { class: `p ${lineStyle(index).colour}`, d: shape(ends) ?? "" }),
    element("line", { class: "x", x1: left, x2: right, y1: base, y2: base }),
    text({ class: "n", x: right + 10, y: base - stripPx / 2 + 2 }, shorten(name, 22)),
    text({ x: right + 10, y: base - stripPx / 2 + 16 }, shorten(note, 26)),
  ].join("");
}

function describe({ strips, shaded }: StripsOptions): string {
  return [
    `${shaded.label}, from ${shaded.from / 1000} to ${shaded.until / 1000} s.`,
    ...strips.map(({ name, note }) => `${shorten(name, 40)}: ${note}.`),
  ].join(" ");
}
