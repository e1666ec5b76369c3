import type { CaseResult } from "../../journal/case-result.ts";
import { formatCsv } from "../comparison/csv.ts";
import { isMeasured, measuredOf } from "../comparison/measured-run.ts";
import type { RunReport } from "../run-report.ts";
import { csvRows } from "./csv.ts";

const columns = [
  "implementation",
  "scenario",
  "network",
  "repetition",
  "attempt",
  "verdict",
  "reason",
  "duration_ms",
];

/** A row for each case, or for each figure of each repetition if the run measured. */
export function csvReport(report: RunReport): string {
  return [...csvParts(report)].join("");
}

/** @returns the same piece by piece, a row each: that of a large run does not fit one text. */
export function* csvParts(report: RunReport): Generator<string> {
  const { run, scenarios } = report;
  if (isMeasured(report)) {
    yield formatCsv(measuredOf(run.cases, scenarios.values()));
    return;
  }
  yield csvRows([columns]);
  for (const result of run.cases) {
    yield csvRows([rowOf(result)]);
  }
}

function rowOf(result: CaseResult): readonly string[] {
  return [
    result.implementation,
    result.scenario,
    result.network,
    `${result.repetition}`,
    `${result.attempt}`,
    result.verdict,
    result.reason ?? "",
    `${Math.round(result.durationMs)}`,
  ];
}
