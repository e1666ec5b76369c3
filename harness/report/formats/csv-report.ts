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
  const { run, scenarios } = report;
  if (isMeasured(report)) {
    return formatCsv(measuredOf(run.cases, scenarios.values()));
  }
  const rows = run.cases.map((result) => [
    result.implementation,
    result.scenario,
    result.network,
    `${result.repetition}`,
    `${result.attempt}`,
    result.verdict,
    result.reason ?? "",
    `${Math.round(result.durationMs)}`,
  ]);
  return csvRows([columns, ...rows]);
}
