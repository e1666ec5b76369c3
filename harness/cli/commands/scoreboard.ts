import { join } from "node:path";
import { describeFileError } from "../../host/file-error.ts";
import { caseFilesOf } from "../../journal/case-files.ts";
import { readRun } from "../../journal/read-run.ts";
import { scoreboardHtml } from "../../report/scoreboard/html.ts";
import { joinReports, type SourcedReport } from "../../report/scoreboard/join-reports.ts";
import { scoreboardPage } from "../../report/scoreboard/page.ts";
import { makeScoreboard, scoreboardJson } from "../../report/scoreboard/scoreboard.ts";
import { scoreboardSvg } from "../../report/scoreboard/svg.ts";
import { unjoinableReasons } from "../../report/scoreboard/unjoinable.ts";
import { unpublishableReasons } from "../../report/scoreboard/unpublishable.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import { writeReport } from "../reporters/files.ts";
import { storedReport } from "../stored-report.ts";
import { runForScoreboard } from "./run-for-scoreboard.ts";

export interface ScoreboardFlags {
  /** The folder for the four files. */
  readonly output: string;
  /** The folder that holds runs. */
  readonly runs: string;
  readonly partial?: boolean;
}

/**
 * Makes the scoreboard of stored runs; where none is named, of one that it makes first.
 *
 * @returns the status of the run that was made, or 0.
 * @throws {UsageError | InvalidJournalError} for runs that cannot be published.
 */
export async function runScoreboard(
  words: readonly string[],
  flags: ScoreboardFlags,
  signal: AbortSignal,
): Promise<ExitStatus> {
  if (words.length > 0) {
    await publish(words, flags);
    return exitStatus.asExpected;
  }
  const { status, folder } = await runForScoreboard(flags.runs, signal);
  if (folder === null || signal.aborted) {
    return status;
  }
  await publish([folder], flags);
  return status;
}

async function publish(words: readonly string[], flags: ScoreboardFlags): Promise<void> {
  const reports = await Promise.all(
    [...new Set(words)].map(async (word): Promise<SourcedReport> => {
      const run = readRun(findRun(word, flags.runs));
      return { report: await storedReport(run, {}), sources: caseFilesOf(run.folder) };
    }),
  );
  const [first, ...others] = reports;
  if (first === undefined) {
    throw new UsageError("Expected a run, found none. Name its folder.");
  }
  const partial = reasonsAgainst(reports, flags);
  const board = makeScoreboard([first.report, ...others.map(({ report }) => report)], partial);
  const files = [
    ["README.md", scoreboardPage(board)],
    ["scoreboard.json", scoreboardJson(board)],
    ["scoreboard.svg", scoreboardSvg(board)],
    ["index.html", scoreboardHtml(joinReports([first, ...others]))],
  ] as const;
  for (const [name, text] of files) {
    write(join(flags.output, name), text);
  }
  const names = files.map(([name]) => name).join(", ");
  console.log(`scoreboard in ${flags.output}: ${names}${partial.length > 0 ? " (partial)" : ""}`);
}

/** @throws {UsageError} for runs that give no scoreboard, or an incomplete one. */
function reasonsAgainst(
  reports: readonly SourcedReport[],
  { partial = false }: ScoreboardFlags,
): readonly string[] {
  const runs = reports.map(({ report }) => report.run);
  if (runs.every(({ cases }) => cases.length === 0)) {
    throw new UsageError("Expected a run with cases, found one without. Name another run.");
  }
  const apart = unjoinableReasons(runs);
  if (apart.length > 0) {
    throw new UsageError(
      listed("These runs cannot share a scoreboard", apart, "Publish them separately."),
    );
  }
  const reasons = runs.flatMap(unpublishableReasons);
  if (reasons.length > 0 && !partial) {
    const advice = "Use --partial to publish it as a partial scoreboard.";
    throw new UsageError(listed("This scoreboard would be incomplete", reasons, advice));
  }
  return reasons;
}

function listed(what: string, reasons: readonly string[], advice: string): string {
  return [`${what}:`, ...reasons.map((reason) => `  ${reason}`), advice].join("\n");
}

function write(path: string, text: string): void {
  try {
    writeReport(path, text);
  } catch (cause) {
    throw new UsageError(
      `Expected to write ${path}: ${describeFileError(cause)}. Give --output FOLDER.`,
      { cause },
    );
  }
}
