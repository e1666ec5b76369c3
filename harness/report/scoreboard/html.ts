import { htmlReport } from "../html/html-report.ts";
import type { SourcedReport } from "./join-reports.ts";

/** What is committed is cloned by everybody. */
const bytesMax = 3_000_000;

const noExhibits = { casesMax: 0, charactersMax: 0 };

/** @returns the report, without ladders and plots where it would be too large with them. */
export function scoreboardHtml({ report, sources }: SourcedReport): string {
  const whole = htmlReport(report, sources);
  return Buffer.byteLength(whole) <= bytesMax ? whole : htmlReport(report, sources, noExhibits);
}
