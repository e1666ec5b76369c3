import type { CaseResult } from "../../journal/case-result.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import { formatMs } from "../../verdict/text.ts";
import { formatMark, type Paint } from "./glyphs.ts";
import { markOf } from "./matrix.ts";

/** Reports a run's progress. */
export interface Progress {
  onCase(result: CaseResult): void;
  /** Erases transient output. */
  end(): void;
}

export interface ProgressOptions {
  readonly total: number;
  readonly paint: Paint;
  /** Expected failures, which do not count as failed. Default: none. */
  readonly baseline?: readonly ExpectedFailure[];
  readonly write: (text: string) => void;
}

/** One line that changes in place, for a terminal; failures stay above it. */
export function startLiveProgress(options: ProgressOptions): Progress {
  const { total, paint, write } = options;
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
      const failures = failed === 0 ? "" : paint("red", `, ${failed} failed`);
      const percent = Math.floor((100 * done) / total);
      const now = `${result.implementation} ${result.scenario}`.slice(0, 50);
      write(`${clear}${percent}%  ${done} of ${total} cases${failures}  ${paint("dim", now)}`);
    },
    end: () => write(clear),
  };
}

/** One line per case, for logs. */
export function startLineProgress(options: ProgressOptions): Progress {
  return {
    onCase: (result) => options.write(`${formatCaseLine(result, options)}\n`),
    end: () => {},
  };
}

/** One sign per case, for large runs. */
export function startDotProgress({ paint, baseline, write }: ProgressOptions): Progress {
  let column = 0;
  return {
    onCase(result) {
      const isFull = column === dotsPerLine;
      column = isFull ? 1 : column + 1;
      write(`${isFull ? "\n" : ""}${formatMark(markOf(result, baseline), paint)}`);
    },
    end: () => write(column === 0 ? "" : "\n"),
  };
}

const dotsPerLine = 80;

export const silentProgress: Progress = { onCase: () => {}, end: () => {} };

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
  return text.split("\n")[0] ?? "";
}
