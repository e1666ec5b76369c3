import type { Comparison } from "../../comparison/compare.ts";
import { formatCounted } from "../../comparison/counted.ts";
import { compareRun } from "../../comparison/measured-run.ts";
import { formatStanding, repetitionAdvice } from "../../comparison/standing-text.ts";
import type { RunReport } from "../../run-report.ts";
import { markdownWords } from "./text.ts";

/** How much of a measured run counts, and a table for each measurement, network and figure. */
export function markdownComparisons(report: RunReport): readonly string[] {
  const sections = Map.groupBy(
    compareRun(report),
    ({ network, scenario }) => `${scenario.id} on ${network}`,
  );
  const counted = formatCounted(report.run.cases).map((line) => `- ${markdownWords(line)}`);
  return [
    counted.join("\n"),
    ...[...sections].map(
      ([heading, figures]) =>
        `### ${markdownWords(heading)}\n\n${figures.map(formatTable).join("\n\n")}`,
    ),
  ];
}

function formatTable(comparison: Comparison): string {
  const { figure, standings } = comparison;
  const title = markdownWords(figure.title);
  const advice = repetitionAdvice(comparison);
  if (standings.length === 0) {
    return `${title}: nothing was measured`;
  }
  return [
    row([`**${title}**`, "median", "95 % interval", "relative to the best", "difference"]),
    row(["---", "---:", "---:", "---:", "---"]),
    ...standings.map((standing) => {
      const { median, spread, ratio, difference } = formatStanding(standing, comparison);
      return row([standing.implementation, median, spread, ratio, difference].map(markdownWords));
    }),
    ...(advice === null ? [] : ["", advice]),
  ].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
