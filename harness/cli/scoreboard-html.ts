import { htmlReport } from "../report/html/html-report.ts";
import type { ReportSources } from "../report/html/report-sources.ts";
import type { SourcedReport } from "../report/scoreboard/join-reports.ts";

/** What is committed is cloned by everybody. */
const bytesMax = 3_000_000;

const nothing: ReportSources = { history: () => null, evidence: () => null, file: () => null };

/** @returns the report, without ladders and plots where it would be too large with them. */
export function scoreboardHtml({ report, sources }: SourcedReport): string {
  const whole = htmlReport(report, sources);
  return Buffer.byteLength(whole) <= bytesMax ? whole : htmlReport(report, nothing);
}
