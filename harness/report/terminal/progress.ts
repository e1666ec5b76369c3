import { visibleText } from "../../host/visible-text.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import { formatMs } from "../../verdict/text.ts";
import { shorten } from "./fit.ts";
import { formatMark, type Paint } from "./glyphs.ts";
import { markOf } from "./matrix.ts";

/** Reports a run's progress. */
export interface Progress {
  onCase(result: CaseResult): void;
  /** An implementation that was started does not listen yet; called each second. */
  onWaiting(implementation: string, waitedMs: number): void;
  /** Erases transient output. */
  end(): void;
}

export interface ProgressOptions {
  readonly total: number;
  readonly paint: Paint;
  /** Expected failures, which do not count as failed. Default: none. */
  readonly baseline?: readonly ExpectedFailure[];
  readonly write: (text: string) => void;
  /** The width of the screen, which may change meanwhile. */
  readonly screenColumns: () => number;
}

/** One line that changes in place, for a terminal; failures stay above it. */
export function startLiveProgress(options: ProgressOptions): Progress {
  const { total, write } = options;
  let done = 0;
  let failed = 0;
  const clear = "\r\u001b[2K";
  return {
    onCase(result) {
      const isFirst = result.attempt === 1;
      const mark = markOf(result, options.baseline);
      const isFailed = mark === "fail" || mark === "error";
      done += isFirst ? 1 : 0;
      failed += isFirst && isFailed ? 1 : 0;
      if (isFailed || !isFirst) {
        write(`${clear}${formatCaseLine(result, options)}\n`);
      }
      const now = `${result.implementation} ${result.scenario}`;
      write(`${clear}${formatLiveLine({ done, total, failed, now }, options)}`);
    },
    onWaiting(implementation, waitedMs) {
      const now = waitingWords(implementation, waitedMs);
      write(`${clear}${formatLiveLine({ done, total, failed, now }, options)}`);
    },
    end: () => write(clear),
  };
}

interface LiveState {
  readonly done: number;
  readonly total: number;
  readonly failed: number;
  /** The case that was last. */
  readonly now: string;
}

const nowColumnsMax = 50;

/** A line that wraps cannot be cleared; some terminals wrap as soon as the last column is full. */
function formatLiveLine(state: LiveState, { paint, screenColumns }: ProgressOptions): string {
  const { done, total, failed, now } = state;
  const columns = screenColumns() - 1;
  const percent = Math.floor((100 * done) / total);
  const counted = `${percent}%  ${done} of ${total} cases`.slice(0, columns);
  const failures = failed === 0 ? "" : `, ${failed} failed`.slice(0, columns - counted.length);
  const room = Math.min(columns - counted.length - failures.length - 2, nowColumnsMax);
  const last = room > 0 ? `  ${paint("dim", shorten(now, room))}` : "";
  return `${counted}${failures === "" ? "" : paint("red", failures)}${last}`;
}

/** How often a log has a line about a server that is awaited, in s. */
const logPeriodS = 5;

function waitingWords(implementation: string, waitedMs: number): string {
  return `waiting for ${implementation} to listen, ${Math.floor(waitedMs / 1000)} s`;
}

/** One line per case, for logs; of cases that were not run for one reason, the first is named. */
export function startLineProgress(options: ProgressOptions): Progress {
  const omitted = new Map<string, { readonly reason: string; count: number }>();
  let waiting = "";
  return {
    onCase(result) {
      waiting = "";
      const { reason } = result;
      const key = wasNotRun(result) && reason !== null ? reasonKey(reason) : null;
      const known = key === null ? undefined : omitted.get(key);
      if (known !== undefined) {
        known.count += 1;
        return;
      }
      options.write(`${formatCaseLine(result, options)}\n`);
      if (key !== null && reason !== null) {
        omitted.set(key, { reason, count: 0 });
      }
    },
    onWaiting(implementation, waitedMs) {
      const line = `${waitingWords(implementation, waitedMs)}\n`;
      // Labs side by side wait for the same implementation.
      if (Math.floor(waitedMs / 1000) % logPeriodS === 0 && line !== waiting) {
        waiting = line;
        options.write(line);
      }
    },
    end() {
      for (const { reason, count } of omitted.values()) {
        if (count > 0) {
          const more = `${count} more case${count === 1 ? "" : "s"}`;
          options.write(`… and ${more}: ${firstLine(reason)}\n`);
        }
      }
    },
  };
}

/** @returns a key that is the same for reasons that differ only in ports, times or addresses. */
export function reasonKey(reason: string): string {
  return reason.replace(/0x[\da-f]+|\d+/gi, "0");
}

/** A case for which the harness had a reason not to run it, other than what was asked for. */
function wasNotRun({ verdict, checks }: CaseResult): boolean {
  return verdict === "inconclusive" && checks.length === 0;
}

/** One sign per case, for large runs. */
export function startDotProgress(options: ProgressOptions): Progress {
  const { paint, baseline, write, screenColumns } = options;
  let column = 0;
  return {
    onCase(result) {
      const isFull = column >= Math.min(dotsPerLine, screenColumns());
      column = isFull ? 1 : column + 1;
      write(`${isFull ? "\n" : ""}${formatMark(markOf(result, baseline), paint)}`);
    },
    onWaiting: () => {},
    end: () => write(column === 0 ? "" : "\n"),
  };
}

const dotsPerLine = 80;

export const silentProgress: Progress = { onCase: () => {}, onWaiting: () => {}, end: () => {} };

function formatCaseLine(result: CaseResult, { paint, baseline }: ProgressOptions): string {
  const network = result.network === "clean" ? "" : ` on ${result.network}`;
  const name = `${result.implementation} ${result.scenario}${network}`;
  const repetition = result.repetition === 1 ? "" : ` (repetition ${result.repetition})`;
  const attempt = result.attempt === 1 ? "" : ` (attempt ${result.attempt})`;
  const failed = result.checks.find((check) => check.status === "fail");
  const why = result.reason ?? (failed === undefined ? "" : `${failed.id}: ${failed.observed}`);
  const detail =
    result.verdict === "pass" ? formatMs(Math.round(result.durationMs)) : firstLine(why);
  return `${formatMark(markOf(result, baseline), paint)} ${name}${repetition}${attempt}  ${paint("dim", detail)}`;
}

function firstLine(text: string): string {
  return visibleText(text.split("\n")[0] ?? "");
}
