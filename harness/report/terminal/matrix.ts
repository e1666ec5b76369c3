import type { CaseResult } from "../../journal/case-result.ts";
import { isNotRun } from "../../journal/not-run.ts";
import { failsAsExpected } from "../../verdict/baseline/baseline.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import { isFlaky, situationOf, tallyOf } from "../../verdict/gate/flaky.ts";
import type { Grade } from "../../verdict/verdict.ts";
import { flow, shorten } from "./fit.ts";
import { formatMark, legendEntries, type Mark, notRunLegend, type Paint } from "./glyphs.ts";
import { layOutMatrix, type MatrixColumn } from "./matrix-layout.ts";

export interface MatrixOptions {
  readonly paint: Paint;
  /** Default: none. */
  readonly baseline?: readonly ExpectedFailure[];
  /** The width of the screen. Default: nothing limits it. */
  readonly screenColumns?: number;
}

/**
 * Draws scenarios × implementations, network by network, with a grade over all networks under each
 * column. Of several repetitions the worst is shown, with how many shared its verdict; for
 * flaky ones, how many of all attempts passed. On a screen that is too narrow, several blocks
 * follow one another, each with some of the implementations.
 */
export function formatMatrix(
  cases: readonly CaseResult[],
  grades: ReadonlyMap<string, Grade>,
  options: MatrixOptions,
): string {
  const { paint, baseline = [], screenColumns = Number.POSITIVE_INFINITY } = options;
  const networks = [...new Set(cases.map((result) => result.network))];
  const isCleanOnly = networks.every((name) => name === "clean");
  const headings = isCleanOnly ? [] : networks.map((name) => `on ${name}`);
  const scenarios = new Set(cases.map((result) => result.scenario));
  const layout = layOutMatrix(
    { rows: ["scenario", ...scenarios, ...headings], implementations: [...grades.keys()] },
    screenColumns,
  );
  const blocks = layout.blocks.map((columns) =>
    formatBlock(cases, grades, { ...options, columns, nameWidth: layout.nameWidth }),
  );
  const legend = flow(legendFor(cases, baseline), screenColumns).map((line) => paint("dim", line));
  return [...blocks, legend.join("\n")].join("\n\n");
}

interface Block extends MatrixOptions {
  readonly columns: readonly MatrixColumn[];
  readonly nameWidth: number;
}

/** All scenarios against some of the implementations. */
function formatBlock(
  cases: readonly CaseResult[],
  grades: ReadonlyMap<string, Grade>,
  block: Block,
): string {
  const { columns, nameWidth, paint } = block;
  const networks = [...new Set(cases.map((result) => result.network))];
  const isCleanOnly = networks.every((name) => name === "clean");
  const head = columns.map(({ heading, width }) => `  ${heading}`.padEnd(width)).join("");
  const rows = networks.flatMap((network) => [
    ...(isCleanOnly ? [] : [paint("cyan", shorten(`on ${network}`, nameWidth))]),
    ...formatRows(
      cases.filter((result) => result.network === network),
      block,
    ),
  ]);
  const letters = columns.map(({ name, width }) => {
    const letter = grades.get(name)?.letter ?? "none";
    return `  ${paint("bold", letter)}`.concat(" ".repeat(width - letter.length - 2));
  });
  return [
    paint("bold", "scenario".padEnd(nameWidth)) + head.trimEnd(),
    ...rows,
    paint("bold", "grade".padEnd(nameWidth)) + letters.join("").trimEnd(),
  ].join("\n");
}

/** @returns the signs and their meanings; rare ones only where they stand for a case. */
export function legendFor(
  cases: readonly CaseResult[],
  baseline: readonly ExpectedFailure[],
): readonly string[] {
  const cells = Map.groupBy(cases, situationOf);
  const isAnyFlaky = [...cells.values()].some((cell) => isShownFlaky(cell, baseline));
  return [
    ...legendEntries,
    ...(cases.some(isNotRun) ? [notRunLegend] : []),
    ...(isAnyFlaky ? [flakyLegend] : []),
  ];
}

/** An error hides everything else about its cell. */
export function isShownFlaky(
  cell: readonly CaseResult[],
  baseline: readonly ExpectedFailure[],
): boolean {
  return isFlaky(tallyOf(cell)) && !cell.some((result) => markOf(result, baseline) === "error");
}

/** One line per scenario. */
function formatRows(cases: readonly CaseResult[], block: Block): readonly string[] {
  const { columns, nameWidth, paint, baseline = [] } = block;
  const scenarios = Map.groupBy(cases, (result) => result.scenario);
  return [...scenarios].map(([scenario, own]) => {
    const byImplementation = Map.groupBy(own, (result) => result.implementation);
    const cells = columns.map(({ name, width }) => {
      const repetitions = byImplementation.get(name) ?? [];
      const marks = repetitions.map((result) => markOf(result, baseline));
      const cell = isShownFlaky(repetitions, baseline) ? formatFlakyCell : formatCell;
      return `  ${cell(marks, paint, width - 2)}`;
    });
    return shorten(scenario, nameWidth).padEnd(nameWidth) + cells.join("").trimEnd();
  });
}

/** The order of marks: a cell with several shows the first. */
export const worstFirst: readonly Mark[] = [
  "error",
  "fail",
  "fail-expected",
  "inconclusive",
  "not-run",
  "pass-should",
  "pass",
  "unsupported",
];

export const flakySign = "≈";
const flakyLegend = `${flakySign} k/n flaky: k of n passed`;

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
  if (isNotRun(result)) {
    return "not-run";
  }
  if (failsAsExpected(result, baseline)) {
    return "fail-expected";
  }
  const shouldFailed = result.checks.some(
    (check) => check.level === "SHOULD" && check.status === "fail",
  );
  return result.verdict === "pass" && shouldFailed ? "pass-should" : result.verdict;
}
