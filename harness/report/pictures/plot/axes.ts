import { element, escapeXml } from "../svg.ts";
import type { PlotOptions } from "./options.ts";
import { formatTick, type Scale } from "./scale.ts";

/** The plot area in pixels, and the values at its edges. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly time: Scale;
  readonly value: Scale;
}

export function isInside(value: number, scale: Scale): boolean {
  return value >= scale.least && value <= scale.most;
}

/** Maps times and values to pixels. */
export function projection(frame: Frame) {
  return {
    x: (atMs: number) => project(atMs, frame.time, frame.left, frame.right),
    y: (value: number) => project(value, frame.value, frame.bottom, frame.top),
  };
}

function project(value: number, scale: Scale, from: number, to: number): number {
  return from + ((value - scale.least) / (scale.most - scale.least)) * (to - from);
}

export function valueAxis(frame: Frame, unit: PlotOptions["unit"]): readonly string[] {
  const { y } = projection(frame);
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
  const { x } = projection(frame);
  const isLong = frame.time.most - frame.time.least >= 5000;
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
