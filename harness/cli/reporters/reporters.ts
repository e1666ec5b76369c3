import { appendFileSync, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { CaseResult } from "../../journal/case-result.ts";
import type { RunReport } from "../../report/run-report.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { watchOutput } from "../standard-output.ts";
import { inPieces, prepareFiles, writeReport } from "./files.ts";
import type { FormatName } from "./format-names.ts";
import { type ReporterGuard, startReporterGuard } from "./guard.ts";
import { type ReporterRequests, readReporterRequests } from "./requests.ts";
import { type RunTrouble, startTerminal } from "./terminal.ts";

/** Everything that is shown and written of a run. None of them fails another, or the run. */
export interface Reporters {
  begin(total: number): void;
  onCase(result: CaseResult): void;
  /** An implementation that was started does not listen yet. */
  onWaiting(implementation: string, waitedMs: number): void;
  /**
   * @param trouble null for a stored run.
   * @returns whether all that was asked for is there.
   */
  end(report: RunReport, trouble: RunTrouble | null): Promise<boolean>;
}

/** @throws {UsageError} for invalid requests, before anything is run. */
export function chooseReporters(flags: Pick<RunFlags, "reporter" | "json">): ReporterRequests {
  const requests = readReporterRequests(flags.reporter ?? [], flags.json);
  prepareFiles(requests.files);
  return requests;
}

export function startReporters(
  requests: ReporterRequests,
  {
    baseline,
    open = false,
  }: {
    readonly baseline: readonly ExpectedFailure[];
    /** Whether to open the HTML report in the end. Default: false. */
    readonly open?: boolean;
  },
): Reporters {
  const stream = process[requests.screen];
  const terminal = startTerminal(requests.terminal, { stream, baseline });
  const guard = startReporterGuard();
  const output = watchOutput();
  return {
    begin: (total) => guard.now(requests.terminal, () => terminal.begin(total)),
    onCase: (result) => guard.now(requests.terminal, () => terminal.onCase(result)),
    onWaiting: (implementation, waitedMs) =>
      guard.now(requests.terminal, () => terminal.onWaiting(implementation, waitedMs)),
    async end(report, trouble) {
      guard.now(requests.terminal, () => terminal.end(report, trouble));
      await writeDocuments(requests, report, guard);
      if (open) {
        await guard.later("html", async () => {
          await (await import("./open.ts")).openReport(report, requests);
        });
      }
      // Standard output reports a failure a moment after the write that failed.
      await setImmediate();
      const isStored = trouble === null || trouble.journalFailure === null;
      const isWhole = guard.printFailures(isStored ? report.run.folder : null);
      return isWhole && output.failure() === null;
    },
  };
}

async function writeDocuments(
  { output, files, github }: ReporterRequests,
  report: RunReport,
  guard: ReporterGuard,
): Promise<void> {
  if (output !== null) {
    await guard.later(output, async () => {
      printParts(await formatParts(output, report, null));
    });
  }
  if (github) {
    await guard.later("github", async () => await reportToGithub(report));
  }
  for (const { name, path } of files) {
    await guard.later(`${name}=${path}`, () => writeFormat(name, report, path));
  }
}

/** Makes a format of a run, and writes it into a file. */
export async function writeFormat(
  name: FormatName,
  report: RunReport,
  path: string,
): Promise<void> {
  writeReport(path, await formatParts(name, report, path));
}

/** Workflow commands are read off standard output; the summary is a file that all of a step share. */
async function reportToGithub(report: RunReport): Promise<void> {
  printParts(await formatParts("github", report, null));
  const { GITHUB_STEP_SUMMARY: file } = process.env;
  if (file !== undefined && file !== "") {
    const { githubSummary } = await import("../../report/formats/github.ts");
    const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    appendFileSync(file, githubSummary(report, used));
  }
}

function printParts(parts: Iterable<string>): void {
  for (const piece of inPieces(parts)) {
    process.stdout.write(piece);
  }
}

/**
 * Loads a format, which most commands do without, and makes it of a run, piece by piece.
 *
 * @param path where it is going to be written, for its extension; null for standard output.
 */
async function formatParts(
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
      return [htmlReport(report, caseFilesOf(report.run.folder))];
    }
  }
}
