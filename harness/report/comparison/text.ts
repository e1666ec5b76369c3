import type { Paint } from "../terminal/glyphs.ts";
import type { Comparison } from "./compare.ts";
import { formatStanding, repetitionAdvice, whyUnmeasured } from "./standing-text.ts";

/**
 * Tables in the manner of hyperfine: the best first, with the median of its repetitions and the
 * interval in which that lies, and the others relative to it; then yardsticks.
 */
export function formatComparisons(comparisons: readonly Comparison[], paint: Paint): string {
  const sections = Map.groupBy(
    comparisons,
    ({ network, scenario }) => `${scenario.id} on ${network}`,
  );
  const tables = [...sections].flatMap(([heading, figures]) => [
    paint("bold", heading),
    ...figures.flatMap((comparison) => formatTable(comparison, paint)),
    "",
  ]);
  const reasons = whyUnmeasured(comparisons);
  return [...tables, ...reasons, ...(reasons.length === 0 ? [] : [""])].join("\n");
}

function formatTable(comparison: Comparison, paint: Paint): readonly string[] {
  const { figure, standings, whyNone } = comparison;
  if (standings.length === 0) {
    return whyNone.length > 0 ? [] : [`  ${figure.title}: nothing was measured`];
  }
  const rows = standings.map((standing) => {
    const { name, median, spread, ratio, difference } = formatStanding(standing, comparison);
    return [name, median, spread, ratio, difference];
  });
  const lines = alignColumns(rows).map((line) => `    ${line}`);
  return [
    `  ${figure.title}`,
    ...lines.map((line, index) => (standings[index]?.isBest ? paint("green", line) : line)),
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
