import { appendFileSync, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import type { CaseResult } from "../../journal/case-result.ts";
import type { RunReport } from "../../report/run-report.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { watchOutput } from "../standard-output.ts";
import { inPieces, prepareFiles } from "./files.ts";
import { type ReporterGuard, startReporterGuard } from "./guard.ts";
import { type ReporterRequests, readReporterRequests } from "./requests.ts";
import { type RunTrouble, startTerminal } from "./terminal.ts";
import { formatParts, writeFormat } from "./write-format.ts";

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
      const written = await writeDocuments(requests, report, guard);
      // A run says where it is stored; who converts a stored one wants to know what there is now.
      if (trouble === null && requests.terminal !== "silent") {
        stream.write(written.join(""));
      }
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
): Promise<readonly string[]> {
  if (output !== null) {
    await guard.later(output, async () => {
      printParts(await formatParts(output, report, null));
    });
  }
  if (github) {
    await guard.later("github", async () => await reportToGithub(report));
  }
  const written: string[] = [];
  for (const { name, path } of files) {
    await guard.later(`${name}=${path}`, async () => {
      written.push(`${name} written to ${await writeFormat(name, report, path)}\n`);
    });
  }
  return written;
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
