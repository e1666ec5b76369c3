import type { CaseResult } from "../../journal/case-result.ts";
import { allCases } from "../../journal/not-run.ts";
import { attemptsOf } from "../../verdict/gate/flaky.ts";
import type { RunReport } from "../run-report.ts";
import type { Mark } from "../terminal/glyphs.ts";
import { markOf } from "../terminal/matrix.ts";

/** A case as the page shows it. */
export interface Entry {
  readonly result: CaseResult;
  /** Its place in the run, from 0; used for its anchors. */
  readonly position: number;
  readonly mark: Mark;
  /** Whether this is the attempt that counts, rather than one that was retried. */
  readonly counts: boolean;
  /** Whether it has a section as well as a row. */
  readonly inFull: boolean;
}

/**
 * Sections beyond this are left out: their rows have the same facts. With evidence they would
 * take a browser, and a reader, too long.
 */
const sectionsMax = 1000;

/** The marks shown in full, in this order: those that require action. */
const attention: readonly Mark[] = [
  "fail",
  "error",
  "inconclusive",
  "fail-expected",
  "pass-should",
];

/** @returns the cases of the plan, in its order. */
export function entriesOf({
  run,
  baseline,
}: Pick<RunReport, "run" | "baseline">): readonly Entry[] {
  const all = allCases(run);
  const counted = new Set(Array.from(attemptsOf(all), (attempted) => attempted.counted));
  const marked = all.map((result, position) => ({
    result,
    position,
    mark: markOf(result, baseline),
    counts: counted.has(result),
  }));
  const full = new Set(byAttention(marked).slice(0, sectionsMax));
  return marked.map((entry) => ({ ...entry, inFull: full.has(entry) }));
}

/**
 * @returns the entries that need attention, most important first, first repetitions before others.
 */
export function byAttention<E extends Omit<Entry, "inFull">>(entries: readonly E[]): readonly E[] {
  return entries
    .filter(({ mark }) => attention.includes(mark))
    .sort(
      (a, b) =>
        attention.indexOf(a.mark) - attention.indexOf(b.mark) ||
        a.result.repetition - b.result.repetition ||
        a.result.attempt - b.result.attempt ||
        a.position - b.position,
    );
}

/** @returns the target of a link to the case: its section, or its row. */
export function anchorOf({ position, inFull }: Entry): string {
  return inFull ? `case-${position}` : `row-${position}`;
}

/** @returns for example `repetition 2, attempt 3`; empty for the first attempt of the first. */
export function whichTime({ result: { repetition, attempt } }: Pick<Entry, "result">): string {
  return [
    ...(repetition > 1 ? [`repetition ${repetition}`] : []),
    ...(attempt > 1 ? [`attempt ${attempt}`] : []),
  ].join(", ");
}
