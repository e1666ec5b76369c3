import { px } from "../svg.ts";
import type { PlotSeries } from "./options.ts";

/** Maps times and values to pixels. */
interface Projection {
  readonly x: (atMs: number) => number;
  readonly y: (value: number) => number;
}

/**
 * Draws points as one path. Points in the same column of pixels are reduced to the first, the
 * least, the greatest and the last, so the path stays small and no spike is lost.
 *
 * @returns the `d` of a path; `M0 0` without points.
 */
export function plotLine(points: PlotSeries["points"], projection: Projection): string {
  const path = columnsOf(points, projection).flatMap((column) =>
    extremes(column.values).map((value, index) => {
      const command = column.isBroken && index === 0 ? "M" : "L";
      return `${command}${px(column.x)} ${px(projection.y(value))}`;
    }),
  );
  // A single point has no length: add one so that it is visible.
  return path.length === 0 ? "M0 0" : path.length === 1 ? `${path[0]}h2` : path.join("");
}

interface Column {
  readonly x: number;
  readonly values: number[];
  /** Whether a line leads to it. */
  readonly isBroken: boolean;
}

function columnsOf(points: PlotSeries["points"], { x }: Projection): readonly Column[] {
  const columns: Column[] = [];
  let isBroken = true;
  for (const { atMs, value } of points) {
    const at = Math.round(x(atMs) * 2) / 2;
    const last = columns.at(-1);
    if (value === null) {
      isBroken = true;
    } else if (last?.x === at && !isBroken) {
      last.values.push(value);
    } else {
      columns.push({ x: at, values: [value], isBroken });
      isBroken = false;
    }
  }
  return columns;
}

function extremes(values: readonly number[]): readonly number[] {
  if (values.length <= 2) {
    return values;
  }
  const least = values.reduce((a, b) => Math.min(a, b));
  const greatest = values.reduce((a, b) => Math.max(a, b));
  return [values[0] ?? least, least, greatest, values.at(-1) ?? greatest];
}
