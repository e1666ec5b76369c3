import { join, relative } from "node:path";
import type { History } from "../../history/history.ts";
import { shellWord } from "../../host/shell-word.ts";
import { readHistory } from "../../journal/case-files.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { allCases } from "../../journal/not-run.ts";
import type { StorageFailure } from "../../journal/storage-failure.ts";
import { formatCounted } from "../../report/comparison/counted.ts";
import { compareRun, isMeasured } from "../../report/comparison/measured-run.ts";
import { measurementNotes } from "../../report/comparison/notes.ts";
import { formatComparisons } from "../../report/comparison/text.ts";
import { formatExcluded } from "../../report/excluded.ts";
import { gradesOf } from "../../report/grades.ts";
import { isInterop, makeInterop } from "../../report/interop/matrix.ts";
import { formatInterop } from "../../report/interop/text.ts";
import type { RunReport } from "../../report/run-report.ts";
import { formatSocketOptions } from "../../report/socket-options/text.ts";
import { formatFailure } from "../../report/terminal/failure-screen.ts";
import { type Paint, startPaint } from "../../report/terminal/glyphs.ts";
import { formatMatrix } from "../../report/terminal/matrix.ts";
import {
  type Progress,
  type ProgressOptions,
  reasonKey,
  silentProgress,
  startDotProgress,
  startLineProgress,
  startLiveProgress,
} from "../../report/terminal/progress.ts";
import { formatSummary } from "../../report/terminal/summary.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import { withFullStop } from "../../verdict/text.ts";
import { invocation } from "../invocation.ts";
import type { TerminalName } from "./format-names.ts";
import { type Screen, screenOf } from "./screen.ts";

/** More failures than this are counted, not shown: the journal has them all. */
const screensMax = 10;

/** Facts beside the report that are known only for a run of this process. */
export interface RunTrouble {
  /** Why labs could not be opened, or null. */
  readonly labFailure: Error | null;
  /** The first thing that could not be stored, or null. */
  readonly journalFailure: StorageFailure | null;
}

/** Prints a run on a stream, and its problems on standard error. */
export interface Terminal {
  begin(total: number): void;
  onCase(result: CaseResult): void;
  onWaiting(implementation: string, waitedMs: number): void;
  /** @param trouble null for a stored run. */
  end(report: RunReport, trouble: RunTrouble | null): void;
}

export function startTerminal(
  name: TerminalName,
  options: {
    readonly stream: NodeJS.WriteStream;
    readonly baseline: readonly ExpectedFailure[];
  },
): Terminal {
  const { stream, baseline } = options;
  const screen = screenOf(stream);
  const paint = startPaint(screen.coloured);
  const write = (text: string) => void stream.write(text);
  const complaintPaint = startPaint(screenOf(process.stderr).coloured);
  let progress: Progress = silentProgress;
  return {
    begin(total) {
      const options = { total, paint, write, baseline, screenColumns: screen.columns };
      progress = startProgress(name, options, screen.rewritesLines);
    },
    onCase: (result) => progress.onCase(result),
    onWaiting: (implementation, waitedMs) => progress.onWaiting(implementation, waitedMs),
    end(report, trouble) {
      progress.end();
      if (name !== "silent") {
        write(formatEnd(report, trouble, screen));
      }
      for (const line of troubles(report, trouble)) {
        console.error(complaintPaint("red", line));
      }
    },
  };
}

function startProgress(
  name: TerminalName,
  options: ProgressOptions,
  rewritesLines: boolean,
): Progress {
  switch (name) {
    case "silent":
      return silentProgress;
    case "dot":
      return startDotProgress(options);
    case "line":
      return startLineProgress(options);
    case "default":
      return rewritesLines ? startLiveProgress(options) : startLineProgress(options);
  }
}

function formatEnd(report: RunReport, trouble: RunTrouble | null, screen: Screen): string {
  const paint = startPaint(screen.coloured);
  if (isMeasured(report)) {
    return formatMeasured(report, trouble, paint);
  }
  const { baseline } = report;
  const excluded = formatExcluded(report.run.header);
  const { sessions, wallMs, folder } = report.run;
  const cases = allCases(report.run);
  const residentPeakBytes = trouble === null ? null : process.resourceUsage().maxRSS * 1024;
  return [
    formatRunMatrix(report, screen),
    formatScreens(report, paint),
    formatOptions(report, screen),
    excluded === null ? "" : `${excluded}\n`,
    `${formatSummary({ cases, sessions, wallMs, residentPeakBytes, paint, baseline })}\n`,
    trouble?.journalFailure === null ? `stored in ${folder}\n` : "",
  ].join("");
}

/** How implementations compare, and how much of the run counts: there is no matrix and no grade. */
function formatMeasured(report: RunReport, trouble: RunTrouble | null, paint: Paint): string {
  const { cases, folder } = report.run;
  const isStored = trouble === null || trouble.journalFailure === null;
  const stored = isStored ? [`stored in ${folder}`] : [];
  const lines = [...formatCounted(cases), ...measurementNotes(report.run), ...stored];
  return `${formatComparisons(compareRun(report), paint)}${lines.join("\n")}\n`;
}

/** @returns nothing where no lab opened: a matrix of nothing has no place in a log. */
function formatRunMatrix(report: RunReport, screen: Screen): string {
  const { run, baseline } = report;
  const options = { paint: startPaint(screen.coloured), baseline, screenColumns: screen.columns() };
  if (run.cases.length === 0) {
    return "";
  }
  const matrix = isInterop(report)
    ? formatInterop(makeInterop(report), options)
    : formatMatrix(allCases(run), gradesOf(run), options);
  return `\n${matrix}\n\n`;
}

/** More implementations than this are compared in the reports alone. */
const comparedMax = 8;

function formatOptions({ run }: RunReport, screen: Screen): string {
  const names = new Set(run.cases.map(({ implementation }) => implementation));
  const lines = names.size > comparedMax ? [] : formatSocketOptions(run.cases, screen.columns());
  return lines.length === 0 ? "" : `${lines.join("\n")}\n\n`;
}

function formatScreens(report: RunReport, paint: Paint): string {
  const { folder, cases } = report.run;
  const wanting = cases.filter(({ verdict }) => verdict !== "pass" && verdict !== "unsupported");
  const shown = distinctByReason(wanting).slice(0, screensMax);
  const screens = shown.map((result) =>
    formatFailure(result, {
      paint,
      history: storedHistory(folder, result),
      evidence: result.history === null ? null : relative(".", join(folder, result.history)),
      repeat: report.repeatCommand(result),
    }),
  );
  const left = wanting.length - shown.length;
  const more = left > 0 ? [`… and ${left} more: see ${join(folder, "journal.jsonl")}`] : [];
  return [...screens, ...more].map((screen) => `${screen}\n\n`).join("");
}

/** Results are printed even if evidence was removed or changed meanwhile. */
function storedHistory(folder: string, result: CaseResult): History | null {
  try {
    return readHistory({ folder }, result);
  } catch {
    return null;
  }
}

/** A server that never starts gives the same reason in every case: once is enough. */
function distinctByReason(cases: readonly CaseResult[]): readonly CaseResult[] {
  const printed = new Set<string>();
  return cases.filter(({ implementation, reason, checks }) => {
    const key = `${implementation} ${reasonKey(reason ?? "")}`;
    const repeated = checks.length === 0 && printed.has(key);
    printed.add(key);
    return !repeated;
  });
}

function resumeCommand(folder: string): string {
  return [...invocation(), "run", "--resume", folder].map(shellWord).join(" ");
}

/** An incomplete run: why it stopped, and the command that completes it. */
function notWhole(report: RunReport): readonly string[] {
  const { stopped, notRun, folder } = report.run;
  if (stopped === null) {
    return [];
  }
  const count = `${notRun.length} case${notRun.length === 1 ? " was" : "s were"} not run: `;
  const reason = withFullStop(`${notRun.length === 0 ? "" : count}${stopped}`);
  if (isMeasured(report)) {
    return [`Incomplete run: ${reason}`];
  }
  return [`Incomplete run: ${reason} Finish it with: ${resumeCommand(folder)}`];
}

/** What a full disk, or a quota, reports. */
const noSpace: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);

function notStored({ lost, code, message }: StorageFailure, folder: string): string {
  const why = `in ${folder}: ${message}`;
  const isFull = noSpace.has(code);
  switch (lost) {
    case "run":
      return `The run could not be stored ${why}. ${isFull ? "Free some space, then run" : "Run"} it again.`;
    case "results": {
      const remedy = isFull ? "Free some space, then run" : "When it can be written again, run";
      return `Results could not be stored ${why}. ${remedy} what is missing: ${resumeCommand(folder)}`;
    }
    case "histories":
      return `Histories or evidence could not be stored ${why}. All verdicts are stored.`;
  }
}

function troubles(report: RunReport, trouble: RunTrouble | null): readonly string[] {
  const { run, staleEntries } = report;
  const { labFailure = null, journalFailure = null } = trouble ?? {};
  return [
    // That is why an incomplete run ended early, which is printed last.
    ...(labFailure === null || run.stopped !== null ? [] : [labFailure.message]),
    ...run.sessions.flatMap(({ session, broken }) =>
      broken === null ? [] : [`Lab session ${session} does not count: ${broken}`],
    ),
    ...run.sessions.flatMap(({ session, proof, upstreamProof }) => [
      ...(proof?.unproven == null ? [] : [`Lab session ${session}, ${proof.unproven}`]),
      ...(upstreamProof?.unproven == null
        ? []
        : [`Lab session ${session}, second wire: ${upstreamProof.unproven}`]),
    ]),
    ...(journalFailure === null ? [] : [notStored(journalFailure, run.folder)]),
    // Of a measured run, they are among its results.
    ...(isMeasured(report) ? [] : (run.notes ?? [])),
    ...notWhole(report),
    ...staleEntries.map((stale) => `Stale baseline: ${stale}`),
  ];
}
