import { join, relative } from "node:path";
import type { History } from "../../history/history.ts";
import { readHistory } from "../../journal/case-files.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { gradesOf } from "../../report/grades.ts";
import type { RunReport } from "../../report/run-report.ts";
import { formatFailure } from "../../report/terminal/failure-screen.ts";
import { type Paint, startPaint } from "../../report/terminal/glyphs.ts";
import { formatMatrix } from "../../report/terminal/matrix.ts";
import {
  type Progress,
  type ProgressOptions,
  silentProgress,
  startDotProgress,
  startLineProgress,
  startLiveProgress,
} from "../../report/terminal/progress.ts";
import { formatSummary } from "../../report/terminal/summary.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import type { TerminalName } from "./formats.ts";

/** More failures than this are counted, not shown: the journal has them all. */
const screensMax = 10;

/** What is known of a run beside its report, and only where it has just been run. */
export interface RunTrouble {
  /** Why labs could not be opened, or null. */
  readonly labFailure: Error | null;
  /** The first thing that could not be stored, or null. */
  readonly journalFailure: Error | null;
}

/** What `sockspec run` shows on standard output, and of troubles on standard error. */
export interface Terminal {
  begin(total: number): void;
  onCase(result: CaseResult): void;
  /** @param trouble null for a stored run. */
  end(report: RunReport, trouble: RunTrouble | null): void;
}

export function startTerminal(name: TerminalName, baseline: readonly ExpectedFailure[]): Terminal {
  const paint = startPaint(wantsColour());
  const write = (text: string) => void process.stdout.write(text);
  let progress: Progress = silentProgress;
  return {
    begin(total) {
      progress = startProgress(name, { total, paint, write, baseline });
    },
    onCase: (result) => progress.onCase(result),
    end(report, trouble) {
      progress.end();
      if (name !== "silent") {
        write(formatEnd(report, trouble, paint));
      }
      for (const told of troubles(report, trouble)) {
        console.error(paint("red", told));
      }
    },
  };
}

function startProgress(name: TerminalName, options: ProgressOptions): Progress {
  switch (name) {
    case "silent":
      return silentProgress;
    case "dot":
      return startDotProgress(options);
    case "line":
      return startLineProgress(options);
    case "default":
      return process.stdout.isTTY ? startLiveProgress(options) : startLineProgress(options);
  }
}

function formatEnd(report: RunReport, trouble: RunTrouble | null, paint: Paint): string {
  const { cases, sessions, wallMs, folder } = report.run;
  const residentPeakBytes = trouble === null ? null : process.resourceUsage().maxRSS * 1024;
  return [
    `\n${formatMatrix(cases, gradesOf(cases), paint, report.baseline)}\n\n`,
    formatScreens(report, paint),
    `${formatSummary({ cases, sessions, wallMs, residentPeakBytes, paint, baseline: report.baseline })}\n`,
    trouble?.journalFailure === null ? `stored in ${folder}\n` : "",
  ].join("");
}

export function wantsColour(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") {
    return false;
  }
  return process.stdout.isTTY || (FORCE_COLOR !== undefined && FORCE_COLOR !== "0");
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

/** Evidence that somebody has removed or changed meanwhile must not cost the results. */
function storedHistory(folder: string, result: CaseResult): History | null {
  try {
    return readHistory({ folder }, result);
  } catch {
    return null;
  }
}

/** A server that never starts gives the same reason in every case: once is enough. */
function distinctByReason(cases: readonly CaseResult[]): readonly CaseResult[] {
  const told = new Set<string>();
  return cases.filter(({ implementation, reason, checks }) => {
    const key = `${implementation} ${reason}`;
    const repeated = checks.length === 0 && told.has(key);
    told.add(key);
    return !repeated;
  });
}

function troubles(report: RunReport, trouble: RunTrouble | null): readonly string[] {
  const { run, staleEntries } = report;
  const { labFailure = null, journalFailure = null } = trouble ?? {};
  const free = "Free some space.";
  return [
    ...(labFailure === null ? [] : [labFailure.message]),
    ...run.sessions.flatMap(({ session, broken }) =>
      broken === null ? [] : [`Lab session ${session} does not count: ${broken}`],
    ),
    ...run.sessions.flatMap(({ session, proof }) =>
      proof?.unproven == null ? [] : [`Lab session ${session}, ${proof.unproven}`],
    ),
    ...(journalFailure === null
      ? []
      : [`Results could not be stored in ${run.folder}: ${journalFailure.message}. ${free}`]),
    ...(run.notes ?? []),
    ...(run.interrupted && run.wallMs !== null
      ? ["Interrupted: the cases above are those that had finished."]
      : []),
    ...staleEntries.map((stale) => `Stale baseline: ${stale}`),
  ];
}
