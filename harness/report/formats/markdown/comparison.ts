import type { Comparison } from "../../comparison/compare.ts";
import { formatCounted } from "../../comparison/counted.ts";
import { compareRun } from "../../comparison/measured-run.ts";
import { measurementNotes } from "../../comparison/notes.ts";
import { formatStanding, repetitionAdvice, whyUnmeasured } from "../../comparison/standing-text.ts";
import type { RunReport } from "../../run-report.ts";
import { markdownWords } from "./text.ts";

/** How much of a measured run counts, and a table for each measurement, network and figure. */
export function markdownComparisons(report: RunReport): readonly string[] {
  const comparisons = compareRun(report);
  const sections = Map.groupBy(
    comparisons.filter(({ standings, whyNone }) => standings.length > 0 || whyNone.length === 0),
    ({ network, scenario }) => `${scenario.id} on ${network}`,
  );
  const facts = [
    ...formatCounted(report.run.cases),
    ...measurementNotes(report.run),
    ...whyUnmeasured(comparisons),
  ];
  return [
    facts.map((fact) => `- ${markdownWords(fact)}`).join("\n"),
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
      const { name, median, spread, ratio, difference } = formatStanding(standing, comparison);
      return row([markdownWords(name), median, spread, ratio, markdownWords(difference)]);
    }),
    ...(advice === null ? [] : ["", advice]),
  ].join("\n");
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
