import { join } from "node:path";
import type { RunReport } from "../../report/run-report.ts";
import { isFolderRequest, writeReport } from "./files.ts";
import type { FormatName } from "./format-names.ts";

/** A page of these takes 60 MB, and a browser a minute. */
export const casesInOnePageMax = 25_000;

/** One page holds everything about each case, so that it has its limits. */
export class ReportTooLargeError extends Error {
  override readonly name = "ReportTooLargeError";
  readonly code = "REPORT_TOO_LARGE";

  constructor(cases: number) {
    super(
      `expected at most ${casesInOnePageMax} cases in one page, found ${cases}; ` +
        "name a folder instead, such as html=report/",
    );
  }
}

/**
 * Makes a format of a run, and writes it into a file; HTML also into a folder.
 *
 * @returns what was written, in words.
 */
export async function writeFormat(
  name: FormatName,
  report: RunReport,
  path: string,
): Promise<string> {
  if (isFolderRequest({ name, path })) {
    const count = (await import("./html-folder.ts")).writeHtmlFolder(report, path);
    const beside = `${count - 1} file${count === 2 ? "" : "s"}`;
    return `${join(path, "index.html")}${count === 1 ? "" : ` and ${beside} beside it`}`;
  }
  writeReport(path, await formatParts(name, report, path));
  return path;
}

/**
 * Loads a format, which most commands do without, and makes it of a run, piece by piece.
 *
 * @param path where it is going to be written, for its extension; null for standard output.
 */
export async function formatParts(
  name: FormatName,
  report: RunReport,
  path: string | null,
): Promise<Iterable<string>> {
  switch (name) {
    case "json":
      return (await import("../../report/formats/json-document.ts")).jsonReportParts(report);
    case "csv":
      return (await import("../../report/formats/csv-report.ts")).csvParts(report);
    case "junit":
      return (await import("../../report/formats/junit.ts")).junitParts(report);
    case "ctrf":
      return (await import("../../report/formats/ctrf.ts")).ctrfParts(report);
    case "tap":
      return (await import("../../report/formats/tap.ts")).tapParts(report);
    case "markdown":
      return (await import("../../report/formats/markdown/markdown.ts")).markdownParts(report);
    case "github":
      return [(await import("../../report/formats/github.ts")).githubAnnotations(report)];
    case "badge": {
      const { badgeEndpoint, badgeSvg } = await import("../../report/formats/badge.ts");
      return [path?.endsWith(".json") === true ? badgeEndpoint(report) : badgeSvg(report)];
    }
    case "html": {
      const { htmlReport } = await import("../../report/html/html-report.ts");
      const { caseFilesOf } = await import("../../journal/case-files.ts");
      refuseTooLarge(report);
      return [htmlReport(report, caseFilesOf(report.run.folder))];
    }
  }
}

function refuseTooLarge({ run }: RunReport): void {
  const cases = run.cases.length + run.notRun.length;
  if (cases > casesInOnePageMax) {
    throw new ReportTooLargeError(cases);
  }
}
