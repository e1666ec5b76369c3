import { join } from "node:path";
import { describeFileError } from "../../host/file-error.ts";
import { caseFilesOf } from "../../journal/case-files.ts";
import { isMeasured } from "../../report/comparison/measured-run.ts";
import { scoreboardHtml } from "../../report/scoreboard/html.ts";
import { joinReports, type SourcedReport } from "../../report/scoreboard/join-reports.ts";
import { measuredBoard } from "../../report/scoreboard/measured.ts";
import { scoreboardPage } from "../../report/scoreboard/page.ts";
import { makeScoreboard, scoreboardJson } from "../../report/scoreboard/scoreboard.ts";
import { scoreboardSvg } from "../../report/scoreboard/svg.ts";
import { apartReasons, overlapReasons } from "../../report/scoreboard/unjoinable.ts";
import {
  unpublishableMeasurements,
  unpublishableReasons,
} from "../../report/scoreboard/unpublishable.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import { writeReport } from "../reporters/files.ts";
import { readSparingly } from "../spare-memory.ts";
import { storedReport } from "../stored-report.ts";
import { scoreboardRuns } from "./run-for-scoreboard.ts";

export interface ScoreboardFlags {
  /** The folder for the files. */
  readonly output: string;
  /** The folder that holds runs. */
  readonly runs: string;
  readonly partial?: boolean;
}

/**
 * Makes the scoreboard of stored runs; where none is named, of those that it makes first.
 *
 * @returns the status of the runs that were made, or 0.
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
  const folders: string[] = [];
  const statuses: ExitStatus[] = [];
  for (const makeRun of scoreboardRuns) {
    const { folder, status } = await makeRun(flags.runs, signal);
    if (folder === null || signal.aborted) {
      return status;
    }
    folders.push(folder);
    statuses.push(status);
  }
  await publish(folders, flags);
  return statuses.find((status) => status !== exitStatus.asExpected) ?? exitStatus.asExpected;
}

async function publish(words: readonly string[], flags: ScoreboardFlags): Promise<void> {
  const all = await Promise.all(
    [...new Set(words)].map(async (word): Promise<SourcedReport> => {
      const run = readSparingly(findRun(word, flags.runs));
      return { report: await storedReport(run, {}), sources: caseFilesOf(run.folder) };
    }),
  );
  const graded = all.filter(({ report }) => !isMeasured(report));
  const measured = all.filter(({ report }) => isMeasured(report));
  const [first, ...others] = graded;
  if (first === undefined) {
    throw new UsageError(
      "Expected a run that was graded, by sockspec run, found none. Name its folder.",
    );
  }
  const partial = reasonsAgainst(graded, measured, flags);
  const board = makeScoreboard([first.report, ...others.map(({ report }) => report)], partial);
  const beside = measured.slice(0, 1).map(measuredBoard);
  const files: readonly (readonly [string, string])[] = [
    [
      "README.md",
      scoreboardPage(
        board,
        beside.flatMap(({ section }) => section),
      ),
    ],
    ["scoreboard.json", scoreboardJson(board)],
    ["scoreboard.svg", scoreboardSvg(board)],
    ["index.html", scoreboardHtml(joinReports([first, ...others]))],
    ...beside.flatMap((each) => each.files),
  ];
  for (const [name, text] of files) {
    write(join(flags.output, name), text);
  }
  const names = files.map(([name]) => name).join(", ");
  console.log(`scoreboard in ${flags.output}: ${names}${partial.length > 0 ? " (partial)" : ""}`);
}

/** @throws {UsageError} for runs that give no scoreboard, or an incomplete one. */
function reasonsAgainst(
  graded: readonly SourcedReport[],
  measured: readonly SourcedReport[],
  { partial = false }: ScoreboardFlags,
): readonly string[] {
  const runs = graded.map(({ report }) => report.run);
  const measuredRuns = measured.map(({ report }) => report.run);
  if (runs.every(({ cases }) => cases.length === 0)) {
    throw new UsageError("Expected a run with cases, found one without. Name another run.");
  }
  if (measured.length > 1) {
    const ids = measuredRuns.map(({ header }) => header.runId).join(" and ");
    throw new UsageError(
      `Expected one run of sockspec bench at most, found ${ids}. Name one of them; sockspec compare reads several.`,
    );
  }
  const apart = [...overlapReasons(runs), ...apartReasons([...runs, ...measuredRuns])];
  if (apart.length > 0) {
    throw new UsageError(
      listed("These runs cannot share a scoreboard", apart, "Publish them separately."),
    );
  }
  const reasons = [
    ...runs.flatMap(unpublishableReasons),
    ...measuredRuns.flatMap(unpublishableMeasurements),
  ];
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
