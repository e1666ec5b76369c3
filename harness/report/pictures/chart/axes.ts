import { element, escapeXml } from "../svg.ts";
import type { ChartOptions } from "./options.ts";
import { type Frame, tickRowPx, tickRows, ticksOf } from "./scales.ts";

/** Grid, ticks and names of both axes. */
export function axes({ x, y }: ChartOptions, frame: Frame): string {
  const { left, right, top, bottom } = frame;
  const rows = ticksOf(y, frame.y).flatMap((tick) => {
    const at = frame.y(tick);
    return [
      element("line", { class: "g", x1: left, x2: right, y1: at, y2: at }),
      text({ x: left - 7, y: at + 4, "text-anchor": "end" }, y.format(tick)),
    ];
  });
  const ticks = tickRows(x, frame.x);
  const lowest = ticks.reduce((most, { row }) => Math.max(most, row), 0);
  const columns = ticks.flatMap(({ at, label, row }) => [
    element("line", { class: "g", x1: at, x2: at, y1: top, y2: bottom + row * tickRowPx }),
    text({ x: at, y: bottom + 17 + row * tickRowPx, "text-anchor": "middle" }, label),
  ]);
  return [
    ...rows,
    ...columns,
    element("line", { class: "x", x1: left, x2: right, y1: bottom, y2: bottom }),
    element("line", { class: "x", x1: left, x2: left, y1: top, y2: bottom }),
    text(
      { x: (left + right) / 2, y: bottom + 35 + lowest * tickRowPx, "text-anchor": "middle" },
      x.label,
    ),
    text({ x: 10, y: top - 11 }, y.label),
  ].join("");
}

export function text(attributes: Readonly<Record<string, string | number>>, content: string) {
  return element("text", attributes, escapeXml(content));
}
