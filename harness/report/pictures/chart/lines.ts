import { area, line } from "d3-shape";
import { element, px } from "../svg.ts";
import { lineStyle } from "./line-styles.ts";
import type { ChartCurve, ChartLine, ChartPoint } from "./options.ts";
import { clamped, type Frame, isInside } from "./scales.ts";

/** Lines of more points than this have no marker at each. */
const markedPointsMax = 12;

/** Line, band and markers of what one implementation was measured to do. */
export function drawLine({ points }: ChartLine, index: number, frame: Frame): string {
  const { colour, dashes, marker } = lineStyle(index);
  const path = line<ChartPoint>(
    ({ x }) => frame.x(x),
    ({ y }) => frame.y(y),
  ).digits(1);
  const marked = points.length <= markedPointsMax ? points : [];
  return [
    element("path", { class: `l ${colour}`, "stroke-dasharray": dashes, d: path(points) ?? "" }),
    ...marked.map(({ x, y, low, high }) => {
      const at = { x: frame.x(x), y: frame.y(y) };
      const whisker = {
        x1: at.x,
        x2: at.x,
        y1: clamped(low ?? y, frame.y),
        y2: clamped(high ?? y, frame.y),
      };
      return (
        element("line", { class: `w ${colour}`, ...whisker }) +
        element("path", {
          class: `p ${colour}`,
          transform: `translate(${px(at.x)} ${px(at.y)})`,
          d: marker,
        })
      );
    }),
  ].join("");
}

/** Bands lie behind all lines. Few points have whiskers instead. */
export function drawBand({ points }: ChartLine, index: number, frame: Frame): string {
  if (points.length <= markedPointsMax) {
    return "";
  }
  const shape = area<ChartPoint>()
    .x(({ x }) => frame.x(x))
    .y0(({ y, low = y }) => clamped(low, frame.y))
    .y1(({ y, high = y }) => clamped(high, frame.y))
    .digits(1);
  return element("path", { class: `b ${lineStyle(index).colour}`, d: shape(points) ?? "" });
}

/** Half the width of a level, in pixels. */
const levelPx = 14;

export function drawCurve({ points, drawnAs = "curve" }: ChartCurve, frame: Frame): string {
  const inside = visible(points, frame);
  if (drawnAs === "levels") {
    return inside
      .map(({ x, y }) => {
        const [at, level] = [frame.x(x), frame.y(y)];
        return element("line", {
          class: "c",
          x1: at - levelPx,
          x2: at + levelPx,
          y1: level,
          y2: level,
        });
      })
      .join("");
  }
  const path = line<ChartPoint>(
    ({ x }) => frame.x(x),
    ({ y }) => frame.y(y),
  ).digits(1);
  return element("path", { class: "c", d: path(inside) ?? "" });
}

export function visible(points: readonly ChartPoint[], frame: Frame): ChartPoint[] {
  return points.filter(({ x, y }) => isInside(x, frame.x) && isInside(y, frame.y));
}
