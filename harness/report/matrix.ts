import type { CaseResult } from "../run/case-result.ts";
import { type ExpectedFailure, failsAsExpected } from "../verdict/baseline.ts";
import type { Grade } from "../verdict/grade.ts";
import { formatMark, legend, type Mark, type Paint } from "./glyphs.ts";

/**
 * Draws scenarios × implementations, with a grade under each column. Of several repetitions the
 * worst is shown, and how many of them were like it.
 */
export function formatMatrix(
  cases: readonly CaseResult[],
  grades: ReadonlyMap<string, Grade>,
  paint: Paint,
  baseline: readonly ExpectedFailure[] = [],
): string {
  const scenarios = [...new Set(cases.map((one) => one.scenario))];
  const implementations = [...grades.keys()];
  const nameWidth = Math.max(...scenarios.map((name) => name.length), "scenario".length);
  const columns = implementations.map((name) => Math.max(name.length, 8) + 2);
  const lines = [
    paint("bold", "scenario".padEnd(nameWidth)) +
      implementations.map((name, column) => `  ${name}`.padEnd(columns[column] ?? 0)).join(""),
  ];
  for (const scenario of scenarios) {
    const cells = implementations.map((implementation, column) => {
      const repetitions = cases.filter(
        (one) => one.scenario === scenario && one.implementation === implementation,
      );
      return `  ${formatCell(
        repetitions.map((one) => markOf(one, baseline)),
        paint,
        (columns[column] ?? 2) - 2,
      )}`;
    });
    lines.push(scenario.padEnd(nameWidth) + cells.join("").trimEnd());
  }
  const letters = implementations.map((name, column) => {
    const letter = grades.get(name)?.letter ?? "none";
    return `  ${paint("bold", letter)}`.concat(
      " ".repeat((columns[column] ?? 0) - letter.length - 2),
    );
  });
  lines.push(paint("bold", "grade".padEnd(nameWidth)) + letters.join("").trimEnd());
  return [...lines, "", paint("dim", legend)].join("\n");
}

const worstFirst: readonly Mark[] = [
  "error",
  "fail",
  "fail-expected",
  "inconclusive",
  "pass-should",
  "pass",
  "unsupported",
];

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
