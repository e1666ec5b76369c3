import { element, escapeXml } from "../svg.ts";
import type { PlotOptions } from "./options.ts";
import { type Axis, formatTick, isInside } from "./scale.ts";

/** The plot area in pixels, and its axes. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly time: Axis;
  readonly value: Axis;
}

export function valueAxis(frame: Frame, unit: PlotOptions["unit"]): readonly string[] {
  const y = frame.value.scale;
  // Ticks in other units carry the unit themselves.
  const isBare = unit === "segments" || unit === "descriptors";
  const name = text({ x: frame.left, y: frame.bottom + 31 }, `in ${unit}`);
  const ticks = frame.value.ticks.flatMap((tick) => [
    element("line", {
      class: tick === 0 ? "x" : "g",
      x1: frame.left,
      x2: frame.right,
      y1: y(tick),
      y2: y(tick),
    }),
    text({ x: frame.left - 6, y: y(tick) + 4, "text-anchor": "end" }, formatTick(tick, unit)),
  ]);
  return isBare ? [name, ...ticks] : ticks;
}

export function timeAxis(frame: Frame): readonly string[] {
  const x = frame.time.scale;
  const [first = 0, last = 0] = x.domain();
  const isLong = last - first >= 5000;
  const written = (ms: number) => String(Number((isLong ? ms / 1000 : ms).toPrecision(6)));
  return [
    ...frame.time.ticks
      .filter((tick) => isInside(tick, frame.time))
      .flatMap((tick) => [
        element("line", {
          class: "x",
          x1: x(tick),
          x2: x(tick),
          y1: frame.bottom,
          y2: frame.bottom + 4,
        }),
        text({ x: x(tick), y: frame.bottom + 16, "text-anchor": "middle" }, written(tick)),
      ]),
    text(
      { x: frame.right, y: frame.bottom + 31, "text-anchor": "end" },
      `${isLong ? "s" : "ms"} since the case began`,
    ),
  ];
}

export function text(
  attributes: Readonly<Record<string, string | number>>,
  written: string,
): string {
  return element("text", attributes, escapeXml(written));
}
