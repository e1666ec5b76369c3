import type { ChartLine, ChartPoint } from "../../pictures/chart/options.ts";
import type { Comparison } from "../compare.ts";

/** A figure, and where it stands on the x axis. */
export interface PlacedComparison {
  readonly x: number;
  readonly comparison: Comparison;
}

/** What the points of {@link linesOf} are, in the words of a subtitle. */
export const pointWords = "Points: medians of the repetitions. Whiskers: 95 % intervals.";

/** A line for each implementation, through its medians, with their intervals. */
export function linesOf(
  placed: readonly PlacedComparison[],
  implementations: readonly string[],
): readonly ChartLine[] {
  const sorted = placed.toSorted((a, b) => a.x - b.x);
  return implementations.map((name) => ({
    name,
    points: sorted.flatMap(({ x, comparison }): readonly ChartPoint[] => {
      const standing = comparison.standings.find(({ implementation }) => implementation === name);
      // Nothing at all has no place on a log axis.
      return standing === undefined || standing.median <= 0
        ? []
        : [{ x, y: standing.median, low: standing.interval.low, high: standing.interval.high }];
    }),
  }));
}

/** @returns so many values from the first to the last, evenly spaced on a log axis. */
export function logSpaced(from: number, to: number, count = 200): readonly number[] {
  const step = (to / from) ** (1 / (count - 1));
  return Array.from({ length: count }, (_, index) => from * step ** index);
}
