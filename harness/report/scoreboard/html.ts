import { htmlReport } from "../html/html-report.ts";
import type { SourcedReport } from "./join-reports.ts";

/** Size limit: the report is committed, so every clone contains it. */
const bytesMax = 3_000_000;

const noExhibits = { casesMax: 0, charactersMax: 0 };

/** @returns the report, without ladders and plots if they would make it too large. */
export function scoreboardHtml({ report, sources }: SourcedReport): string {
  const full = htmlReport(report, sources);
  return Buffer.byteLength(full) <= bytesMax ? full : htmlReport(report, sources, noExhibits);
}
