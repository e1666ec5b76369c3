import { join } from "node:path";
import type { CaseResult } from "../../journal/case-result.ts";
import { isNotRun } from "../../journal/not-run.ts";
import type { RunReport } from "../run-report.ts";
import { lastPrintedIn } from "./printed.ts";

/** @returns one line: why the case did not pass, or which SHOULD it broke; empty if neither. */
export function headline({ reason, checks }: CaseResult): string {
  const failed = checks.filter((check) => check.status === "fail");
  const worst = failed.find((check) => check.level === "MUST") ?? failed[0];
  const failure = worst === undefined ? "" : `${worst.level} ${worst.id}: ${worst.observed}`;
  return (reason ?? failure).trim().replace(/\s*\n\s*/g, " ");
}

/** @returns the same, with the last lines that the implementation printed. */
export function explainWithOutput(result: CaseResult, report: RunReport): string {
  const lines = lastPrintedIn(result, report).map((line) => `  │ ${line}`);
  const output = lines.length === 0 ? [] : [`printed by ${result.implementation}`, ...lines];
  return [explainCase(result, report), ...output].join("\n");
}

/** @returns everything that a reader without the run's folder needs, as lines of plain text. */
export function explainCase(result: CaseResult, report: RunReport): string {
  const failed = result.checks.filter((check) => check.status === "fail");
  return [
    ...reasonOf(result),
    ...failed.flatMap(({ level, id, statement, source, expected, observed }) => [
      `${level} ${id}: ${statement}`,
      `  source    ${source}`,
      `  expected  ${expected}`,
      `  observed  ${observed}`,
    ]),
    ...(result.fate === null ? [] : [`process   ${result.fate}`]),
    ...evidenceOf(result, report),
    `repeat    ${report.repeatCommand(result)}`,
  ].join("\n");
}

/** A case that was not run has no verdict, although it counts as inconclusive. */
function reasonOf(result: CaseResult): readonly string[] {
  if (result.reason === null) {
    return [];
  }
  return [isNotRun(result) ? result.reason : `${result.verdict}: ${result.reason}`];
}

function evidenceOf(result: CaseResult, { run }: RunReport): readonly string[] {
  const stored = result.evidence ?? result.history;
  return stored === null ? [] : [`evidence  ${join(run.folder, stored)}`];
}
