import type { RunReport } from "../../report/run-report.ts";

/** What shows a run while it goes, on standard output. */
export const terminalNames = ["default", "line", "dot", "silent"] as const;

/** What is made of a run when it has ended. */
export const formatNames = [
  "json",
  "junit",
  "ctrf",
  "tap",
  "markdown",
  "github",
  "badge",
  "html",
] as const;

/** How `--help` lists them. */
export const reporterWords =
  `${terminalNames.slice(0, -1).join(", ")} or ${terminalNames.at(-1)}, optionally with github; ` +
  `${formatNames.filter((name) => name !== "github").join(", ")} as name=file, - is standard output`;

export type TerminalName = (typeof terminalNames)[number];
export type FormatName = (typeof formatNames)[number];

/**
 * Loads a format, which most commands do without, and makes it of a run.
 *
 * @param path where it is going to be written, for its extension; null for standard output.
 */
export async function renderFormat(
  name: FormatName,
  report: RunReport,
  path: string | null,
): Promise<string> {
  switch (name) {
    case "json":
      return (await import("../../report/formats/json-document.ts")).jsonReport(report);
    case "junit":
      return (await import("../../report/formats/junit.ts")).junitReport(report);
    case "ctrf":
      return (await import("../../report/formats/ctrf.ts")).ctrfReport(report);
    case "tap":
      return (await import("../../report/formats/tap.ts")).tapReport(report);
    case "markdown":
      return (await import("../../report/formats/markdown/markdown.ts")).markdownReport(report);
    case "github":
      return (await import("../../report/formats/github.ts")).githubAnnotations(report);
    case "badge": {
      const { badgeEndpoint, badgeSvg } = await import("../../report/formats/badge.ts");
      return path?.endsWith(".json") === true ? badgeEndpoint(report) : badgeSvg(report);
    }
    case "html": {
      const { htmlReport } = await import("../../report/html/html-report.ts");
      const { caseFilesOf } = await import("../../journal/case-files.ts");
      return htmlReport(report, caseFilesOf(report.run.folder));
    }
  }
}
