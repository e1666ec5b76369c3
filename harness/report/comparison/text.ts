import type { Paint } from "../terminal/glyphs.ts";
import type { Comparison } from "./compare.ts";
import { formatStanding, repetitionAdvice } from "./standing-text.ts";

/**
 * Tables in the manner of hyperfine: the best first, with the median of its repetitions and the
 * interval in which that lies, and the others relative to it.
 */
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
  const rows = standings.map((standing) => {
    const { median, spread, ratio, difference } = formatStanding(standing, comparison);
    return [standing.implementation, median, spread, ratio, difference];
  });
  const lines = alignColumns(rows).map((line) => `    ${line}`);
  return [
    `  ${figure.title}`,
    ...lines.map((line, index) => (index === 0 ? paint("green", line) : line)),
    ...formatAdvice(comparison),
  ];
}

function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const columns = rows[0]?.map((_, column) => column) ?? [];
  const widths = columns.map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd(),
  );
}

function formatAdvice(comparison: Comparison): readonly string[] {
  const advice = repetitionAdvice(comparison);
  return advice === null ? [] : [`    ${advice}`];
}
