import { figureKinds } from "../../scenario/figure-kinds.ts";
import type { Paint } from "../terminal/glyphs.ts";
import type { Comparison, Standing } from "./compare.ts";
import { formatFigure, formatRange } from "./units.ts";

/** Tables in the manner of hyperfine: the best first, the others relative to it. */
export function formatComparisons(comparisons: readonly Comparison[], paint: Paint): string {
  const sections = Map.groupBy(
    comparisons,
    ({ network, scenario }) => `${scenario.id} on ${network}`,
  );
  return [...sections]
    .flatMap(([heading, figures]) => [
      paint("bold", heading),
      ...figures.flatMap((comparison) => formatTable(comparison, paint)),
      "",
    ])
    .join("\n");
}

function formatTable(comparison: Comparison, paint: Paint): readonly string[] {
  const { figure, standings } = comparison;
  if (standings.length === 0) {
    return [`  ${figure.title}: nothing was measured`];
  }
  const { unit } = figureKinds[figure.kind];
  const rows = standings.map((standing) => [
    standing.implementation,
    formatFigure(standing.median, unit),
    formatRange(standing.interval, unit),
    formatRatio(standing),
    formatDifference(standing, comparison),
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
  return [
    `  ${figure.title}`,
    ...lines.map((line, index) => `    ${index === 0 ? paint("green", line) : line}`),
  ];
}

function formatRatio({ ratio }: Standing): string {
  if (ratio === null) {
    return "the best";
  }
  const { value, interval } = ratio;
  return `${value.toFixed(2)} × (${interval.low.toFixed(2)} to ${interval.high.toFixed(2)})`;
}

function formatDifference({ difference }: Standing, { canShow }: Comparison): string {
  if (difference === null) {
    return "";
  }
  if (!canShow) {
    return "too few repetitions to show a difference";
  }
  return difference.isShown
    ? `p ${difference.p.toFixed(3)}, delta ${difference.delta.toFixed(2)}`
    : "no difference shown";
}
