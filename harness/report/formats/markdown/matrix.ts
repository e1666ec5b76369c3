import type { CaseResult } from "../../../journal/case-result.ts";
import { allCases } from "../../../journal/not-run.ts";
import { tallyOf } from "../../../verdict/gate/flaky.ts";
import { gradesOf } from "../../grades.ts";
import type { RunReport } from "../../run-report.ts";
import { formatMark, type Mark, startPaint } from "../../terminal/glyphs.ts";
import { flakySign, isShownFlaky, markOf, worstFirst } from "../../terminal/matrix.ts";
import { markdownWords } from "./text.ts";

const plain = startPaint(false);

/** @returns a table for each network, scenarios × implementations, the last with the grades. */
export function markdownMatrices({ run, baseline }: RunReport): readonly string[] {
  const grades = gradesOf(run);
  const columns = [...grades.keys()];
  const networks = Map.groupBy(allCases(run), ({ network }) => network);
  return [...networks].map(([network, cases], index) => {
    const isLast = index === networks.size - 1;
    const letters = columns.map((name) => `**${grades.get(name)?.letter ?? "none"}**`);
    return [
      ...(networks.size === 1 && network === "clean" ? [] : [`On ${markdownWords(network)}:`, ""]),
      row(["scenario", ...columns.map(markdownWords)]),
      row(["---", ...columns.map(() => ":---:")]),
      ...formatRows(cases, columns, baseline),
      ...(isLast ? [row(["**grade**", ...letters])] : []),
    ].join("\n");
  });
}

function formatRows(
  cases: readonly CaseResult[],
  columns: readonly string[],
  baseline: RunReport["baseline"],
): readonly string[] {
  const scenarios = Map.groupBy(cases, ({ scenario }) => scenario);
  return [...scenarios].map(([scenario, found]) => {
    const cells = columns.map((name) => {
      const own = found.filter(({ implementation }) => implementation === name);
      const marks = own.map((result) => markOf(result, baseline));
      const { passed, judged } = tallyOf(own);
      return isShownFlaky(own, baseline) ? `${flakySign} ${passed}/${judged}` : formatCell(marks);
    });
    return row([markdownWords(scenario), ...cells]);
  });
}

function formatCell(found: readonly Mark[]): string {
  const worst = worstFirst.find((mark) => found.includes(mark));
  if (worst === undefined) {
    return "";
  }
  const alike = found.filter((mark) => mark === worst).length;
  const count = alike === found.length ? "" : ` ${alike}/${found.length}`;
  return `${formatMark(worst, plain)}${count}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
