import type { CaseResult } from "../../journal/case-result.ts";
import { failsAsExpected } from "../../verdict/baseline/baseline.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import { isFlaky, tallyOf } from "../../verdict/gate/flaky.ts";
import type { Grade } from "../../verdict/verdict.ts";
import { formatMark, legend, type Mark, type Paint } from "./glyphs.ts";

/**
 * Draws scenarios × implementations, network by network, with a grade over all networks under each
 * column. Of several repetitions the worst is shown, with how many shared its verdict; for
 * flaky ones, how many of all attempts passed.
 */
export function formatMatrix(
  cases: readonly CaseResult[],
  grades: ReadonlyMap<string, Grade>,
  paint: Paint,
  baseline: readonly ExpectedFailure[] = [],
): string {
  const networks = [...new Set(cases.map((one) => one.network))];
  const nameWidth = Math.max(
    ...cases.map((one) => one.scenario.length),
    ...networks.map((name) => name.length + "on ".length),
    "scenario".length,
  );
  const columns = [...grades.keys()].map((name) => ({ name, width: Math.max(name.length, 8) + 2 }));
  const head = columns.map(({ name, width }) => `  ${name}`.padEnd(width)).join("");
  const table = { columns, nameWidth, paint, baseline };
  const isCleanOnly = networks.every((name) => name === "clean");
  const rows = networks.flatMap((network) => [
    ...(isCleanOnly ? [] : [paint("cyan", `on ${network}`)]),
    ...formatRows(
      cases.filter((one) => one.network === network),
      table,
    ),
  ]);
  const letters = columns.map(({ name, width }) => {
    const letter = grades.get(name)?.letter ?? "none";
    return `  ${paint("bold", letter)}`.concat(" ".repeat(width - letter.length - 2));
  });
  return [
    paint("bold", "scenario".padEnd(nameWidth)) + head,
    ...rows,
    paint("bold", "grade".padEnd(nameWidth)) + letters.join("").trimEnd(),
    "",
    paint(
      "dim",
      rows.some((row) => row.includes(flakySign)) ? `${legend}  ${flakyLegend}` : legend,
    ),
  ].join("\n");
}

interface Table {
  readonly columns: readonly { readonly name: string; readonly width: number }[];
  readonly nameWidth: number;
  readonly paint: Paint;
  readonly baseline: readonly ExpectedFailure[];
}

/** One line per scenario. */
function formatRows(cases: readonly CaseResult[], table: Table): readonly string[] {
  const { columns, nameWidth, paint, baseline } = table;
  const scenarios = [...new Set(cases.map((one) => one.scenario))];
  return scenarios.map((scenario) => {
    const cells = columns.map(({ name, width }) => {
      const repetitions = cases.filter(
        (one) => one.scenario === scenario && one.implementation === name,
      );
      const marks = repetitions.map((one) => markOf(one, baseline));
      const tally = tallyOf(repetitions);
      const isShownFlaky = isFlaky(tally) && !marks.includes("error");
      const cell = isShownFlaky ? formatFlakyCell : formatCell;
      return `  ${cell(marks, paint, width - 2)}`;
    });
    return scenario.padEnd(nameWidth) + cells.join("").trimEnd();
  });
}

/** Of several marks in one cell, the first in this order is shown. */
export const worstFirst: readonly Mark[] = [
  "error",
  "fail",
  "fail-expected",
  "inconclusive",
  "pass-should",
  "pass",
  "unsupported",
];

export const flakySign = "≈";
export const flakyLegend = `${flakySign} k/n flaky: k of n passed`;

function formatFlakyCell(found: readonly Mark[], paint: Paint, width: number): string {
  const passed = found.filter((mark) => mark === "pass" || mark === "pass-should").length;
  const failed = found.filter((mark) => mark === "fail" || mark === "fail-expected").length;
  const colour = found.includes("fail") ? "red" : "yellow";
  return paint(colour, flakySign) + ` ${passed}/${passed + failed}`.padEnd(width - 1);
}

function formatCell(found: readonly Mark[], paint: Paint, width: number): string {
  const worst = worstFirst.find((mark) => found.includes(mark));
  if (worst === undefined) {
    return " ".repeat(width);
  }
  const alike = found.filter((mark) => mark === worst).length;
  const count = alike === found.length ? "" : ` ${alike}/${found.length}`;
  return formatMark(worst, paint) + count.padEnd(width - 1);
}

export function markOf(result: CaseResult, baseline: readonly ExpectedFailure[] = []): Mark {
  if (failsAsExpected(result, baseline)) {
    return "fail-expected";
  }
  const shouldFailed = result.checks.some(
    (check) => check.level === "SHOULD" && check.status === "fail",
  );
  return result.verdict === "pass" && shouldFailed ? "pass-should" : result.verdict;
}
