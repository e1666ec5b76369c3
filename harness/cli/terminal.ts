import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { History } from "../history/history.ts";
import { formatFailure } from "../report/failure-screen.ts";
import { type Paint, startPaint } from "../report/glyphs.ts";
import { gradesOf } from "../report/grades.ts";
import { formatMatrix } from "../report/matrix.ts";
import {
  type Progress,
  silentProgress,
  startLineProgress,
  startLiveProgress,
} from "../report/progress.ts";
import { formatSummary } from "../report/summary.ts";
import type { CaseResult } from "../run/case-result.ts";
import type { RunHeader } from "../run/run-header.ts";
import type { RunOutcome } from "../run/run-plan.ts";
import type { ExpectedFailure } from "../verdict/baseline.ts";
import { type RepeatOptions, repeatCommand } from "./repeat-command.ts";
import type { RunFlags } from "./run-flags.ts";
import { UsageError } from "./usage-error.ts";

/** More failures than this are counted, not shown: the journal has them all. */
const screensMax = 10;

/** What `sockspec run` shows on standard output. */
export interface Terminal {
  begin(total: number): void;
  onCase(result: CaseResult, history: History | null): void;
  end(
    outcome: RunOutcome,
    facts: {
      readonly wallMs: number;
      readonly journalFailure: Error | null;
      readonly staleEntries: readonly string[];
    },
  ): void;
}

export interface TerminalOptions extends Pick<RepeatOptions, "command" | "implementations"> {
  /** Where the run is stored. */
  readonly folder: string;
  readonly header: RunHeader;
  readonly baseline: readonly ExpectedFailure[];
}

/** @throws {UsageError} for a reporter that does not exist. */
export function startTerminal(flags: RunFlags, options: TerminalOptions): Terminal {
  const { reporter } = flags;
  if (reporter !== "default" && reporter !== "line" && reporter !== "silent") {
    throw new UsageError(`--reporter: expected default, line or silent, found "${reporter}".`);
  }
  const paint = startPaint(wantsColour());
  const write = (text: string) => void process.stdout.write(text);
  let progress: Progress = silentProgress;
  return {
    begin(total) {
      if (reporter === "default" && process.stdout.isTTY) {
        progress = startLiveProgress({ total, paint, write, baseline: options.baseline });
      } else if (reporter !== "silent") {
        progress = startLineProgress({ total, paint, write, baseline: options.baseline });
      }
    },
    onCase: (result) => progress.onCase(result),
    end(outcome, { wallMs, journalFailure, staleEntries }) {
      progress.end();
      if (reporter !== "silent") {
        const { cases, sessions } = outcome;
        const residentPeakBytes = process.resourceUsage().maxRSS * 1024;
        const screens = formatScreens(cases, flags, options, paint);
        write(`\n${formatMatrix(cases, gradesOf(cases), paint, options.baseline)}\n\n`);
        write(screens);
        write(`${formatSummary({ cases, sessions, wallMs, residentPeakBytes, paint })}\n`);
        write(journalFailure === null ? `stored in ${options.folder}\n` : "");
      }
      for (const trouble of troubles(outcome, journalFailure, options.folder)) {
        console.error(paint("red", trouble));
      }
      for (const stale of staleEntries) {
        console.error(paint("red", `Stale baseline: ${stale}`));
      }
    },
  };
}

export function wantsColour(): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== "") {
    return false;
  }
  return process.stdout.isTTY || (FORCE_COLOR !== undefined && FORCE_COLOR !== "0");
}

function formatScreens(
  cases: readonly CaseResult[],
  flags: RunFlags,
  options: TerminalOptions,
  paint: Paint,
): string {
  const { folder, header } = options;
  const wanting = cases.filter(({ verdict }) => verdict !== "pass" && verdict !== "unsupported");
  const shown = distinctByReason(wanting).slice(0, screensMax);
  const screens = shown.map((result) => {
    const evidence = result.history === null ? null : join(folder, result.history);
    return formatFailure(result, {
      paint,
      history: evidence === null ? null : readHistory(evidence),
      evidence: evidence === null ? null : relative(".", evidence),
      repeat: repeatCommand(result, { ...options, flags, seed: header.seed }),
    });
  });
  const left = wanting.length - shown.length;
  const more = left > 0 ? [`… and ${left} more: see ${join(folder, "journal.jsonl")}`] : [];
  return [...screens, ...more].map((screen) => `${screen}\n\n`).join("");
}

/** Evidence that somebody has removed meanwhile must not cost the results. */
function readHistory(file: string): History | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as History;
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

function troubles(
  outcome: RunOutcome,
  journalFailure: Error | null,
  folder: string,
): readonly string[] {
  return [
    ...(outcome.labFailure === null ? [] : [outcome.labFailure.message]),
    ...outcome.sessions.flatMap(({ session, broken }) =>
      broken === null ? [] : [`Lab session ${session} does not count: ${broken}`],
    ),
    ...outcome.sessions.flatMap(({ session, proof }) =>
      proof?.unproven == null ? [] : [`Lab session ${session}, ${proof.unproven}`],
    ),
    ...(journalFailure === null
      ? []
      : [`Results could not be stored in ${folder}: ${journalFailure.message}. Free some space.`]),
    ...(outcome.interrupted ? ["Interrupted: the cases above are those that had finished."] : []),
  ];
}
