import { figureKinds } from "../../scenario/figure-kinds.ts";
import type { Paint } from "../terminal/glyphs.ts";
import type { Comparison, Standing } from "./compare.ts";
import { formatFigure, formatRange, formatSpread } from "./units.ts";

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
  return [...tables, ...formatReasons(comparisons)].join("\n");
}

/** Each reason once, however many figures it left out. */
function formatReasons(comparisons: readonly Comparison[]): readonly string[] {
  const reasons = [...new Set(comparisons.flatMap(({ whyNone }) => whyNone))];
  const lines = reasons.map((reason) => {
    const without = comparisons.filter(({ whyNone }) => whyNone.includes(reason));
    const some = without.some(({ standings }) => standings.length > 0);
    const ids = [...new Set(without.map(({ scenario }) => scenario.id))];
    const extent = some ? "in some repetitions of" : "in";
    return `nothing on the wire was measured ${extent} ${ids.join(", ")}: ${reason}`;
  });
  return lines.length === 0 ? [] : [...lines, ""];
}

function formatTable(comparison: Comparison, paint: Paint): readonly string[] {
  const { figure, standings, whyNone } = comparison;
  if (standings.length === 0) {
    return whyNone.length > 0 ? [] : [`  ${figure.title}: nothing was measured`];
  }
  const { unit } = figureKinds[figure.kind];
  const rows = standings.map((standing) => [
    standing.isYardstick ? `${standing.implementation} (yardstick)` : standing.implementation,
    formatFigure(standing.median, unit),
    formatSpread(standing, unit),
    formatRatio(standing),
    formatDifference(standing, comparison),
  ]);
  const lines = alignColumns(rows).map((line) => `    ${line}`);
  return [
    `  ${figure.title}`,
    ...lines.map((line, index) => (isBest(standings[index]) ? paint("green", line) : line)),
    ...formatAdvice(comparison),
  ];
}

function isBest(standing: Standing | undefined): boolean {
  return standing !== undefined && standing.ratio === null && !standing.isYardstick;
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

function formatRatio({ ratio }: Standing): string {
  return ratio === null
    ? ""
    : `${ratio.value.toFixed(2)} × (${formatRange(ratio.interval, (times) => times.toFixed(2))})`;
}

function formatDifference({ difference }: Standing, { repetitionsNeeded }: Comparison): string {
  if (difference === null || repetitionsNeeded !== null) {
    return "";
  }
  return difference.isShown ? `p ${formatP(difference.p)}` : "no difference shown";
}

function formatP(p: number): string {
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

function formatAdvice({ repetitionsNeeded }: Comparison): readonly string[] {
  return repetitionsNeeded === null
    ? []
    : [`    no difference can be shown with fewer than ${repetitionsNeeded} repetitions of each`];
}
