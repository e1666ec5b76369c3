import { appendFileSync, statSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { describeFileError } from "../../host/file-error.ts";
import { shellWord } from "../../host/shell-word.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import type { RunReport } from "../../report/run-report.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import { invocation } from "../invocation.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { watchOutput } from "../standard-output.ts";
import { prepareFiles, writeReport } from "./files.ts";
import { renderFormat } from "./formats.ts";
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

/** @throws {UsageError} for what cannot be had, before anything is run. */
export function chooseReporters(flags: Pick<RunFlags, "reporter" | "json">): ReporterRequests {
  const requests = readReporterRequests(flags.reporter ?? [], flags.json);
  prepareFiles(requests.files);
  return requests;
}

export function startReporters(
  requests: ReporterRequests,
  { baseline }: { readonly baseline: readonly ExpectedFailure[] },
): Reporters {
  const stream = process[requests.screen];
  const terminal = startTerminal(requests.terminal, { stream, baseline });
  const attempts = startAttempts();
  const output = watchOutput();
  return {
    begin: (total) => attempts.now(requests.terminal, () => terminal.begin(total)),
    onCase: (result) => attempts.now(requests.terminal, () => terminal.onCase(result)),
    onWaiting: (implementation, waitedMs) =>
      attempts.now(requests.terminal, () => terminal.onWaiting(implementation, waitedMs)),
    async end(report, trouble) {
      attempts.now(requests.terminal, () => terminal.end(report, trouble));
      await writeDocuments(requests, report, attempts);
      // Standard output reports a failure a moment after the write that failed.
      await setImmediate();
      const isStored = trouble === null || trouble.journalFailure === null;
      const isWhole = attempts.printFailures(isStored ? report.run.folder : null);
      return isWhole && output.failure() === null;
    },
  };
}

async function writeDocuments(
  { output, files, github }: ReporterRequests,
  report: RunReport,
  attempts: Attempts,
): Promise<void> {
  if (output !== null) {
    await attempts.later(output, async () => {
      process.stdout.write(await renderFormat(output, report, null));
    });
  }
  if (github) {
    await attempts.later("github", async () => await reportToGithub(report));
  }
  for (const { name, path } of files) {
    await attempts.later(`${name}=${path}`, async () => {
      writeReport(path, await renderFormat(name, report, path));
    });
  }
}

/** Workflow commands are read off standard output; the summary is a file that all of a step share. */
async function reportToGithub(report: RunReport): Promise<void> {
  process.stdout.write(await renderFormat("github", report, null));
  const { GITHUB_STEP_SUMMARY: file } = process.env;
  if (file !== undefined && file !== "") {
    const { githubSummary } = await import("../../report/formats/github.ts");
    const used = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    appendFileSync(file, githubSummary(report, used));
  }
}

interface Attempts {
  now(reporter: string, report: () => void): void;
  later(reporter: string, report: () => Promise<void>): Promise<void>;
  /**
   * @param folder the run's; null where its results could not be stored.
   * @returns whether there was nothing to report.
   */
  printFailures(folder: string | null): boolean;
}

/** Keeps what each reporter failed with first; one that has failed is left alone from then on. */
function startAttempts(): Attempts {
  const failures = new Map<string, unknown>();
  const keep = (reporter: string, cause: unknown) => void failures.set(reporter, cause);
  return {
    now(reporter, report) {
      try {
        if (!failures.has(reporter)) {
          report();
        }
      } catch (cause) {
        keep(reporter, cause);
      }
    },
    later: (reporter, report) => report().catch((cause: unknown) => keep(reporter, cause)),
    printFailures(folder) {
      for (const [reporter, cause] of failures) {
        const failure = `The reporter ${reporter} failed: ${describeFailure(cause)}.`;
        const again = invocation().map(shellWord).join(" ");
        const remedy =
          folder === null
            ? "Not all results could be stored either."
            : `The results are stored; make it again with: ${again} report ${folder} --reporter ${reporter}`;
        console.error(`${failure} ${remedy}`);
      }
      return failures.size === 0;
    },
  };
}

/** What has no code of the system's is a fault of our own, and its place is worth telling. */
function describeFailure(cause: unknown): string {
  const { code, stack } = cause as NodeJS.ErrnoException;
  return code === undefined && stack !== undefined ? stack : describeFileError(cause);
}
