import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import { formatCalibration } from "../../report/comparison/calibration.ts";
import { type Comparison, compare } from "../../report/comparison/compare.ts";
import { formatCsv } from "../../report/comparison/csv.ts";
import { comparisonDocument } from "../../report/comparison/document.ts";
import { joinRuns } from "../../report/comparison/join-runs.ts";
import { measuredOf } from "../../report/comparison/measured-run.ts";
import { collectSamples, type MeasuredCase } from "../../report/comparison/samples.ts";
import { formatComparisons } from "../../report/comparison/text.ts";
import { type FigureThreshold, judgeThresholds } from "../../report/comparison/threshold.ts";
import { formatThresholds } from "../../report/comparison/threshold-text.ts";
import { startPaint } from "../../report/terminal/glyphs.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import { parseFigureThreshold } from "../gate/figure-threshold.ts";
import { screenOf } from "../reporters/screen.ts";
import { readSparingly } from "../spare-memory.ts";

type ComparisonFormat = "text" | "json" | "csv";

export interface CompareFlags {
  readonly threshold?: readonly string[];
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly output: string;
}

/**
 * Compares what stored runs of `sockspec bench` measured.
 *
 * @throws {UsageError | InvalidJournalError} for a run that cannot be read, or that measured nothing.
 */
export function runCompare(words: readonly string[], flags: CompareFlags): ExitStatus {
  const runs = words.map((word) => readSparingly(findRun(word, flags.output)));
  for (const { folder, cases } of runs) {
    if (!cases.some(({ figures }) => figures !== undefined)) {
      throw new UsageError(
        `Expected a run of sockspec bench, found ${folder}, which measured nothing.`,
      );
    }
  }
  const thresholds = parseThresholds(flags.threshold);
  const format = flags.json === true ? "json" : flags.csv === true ? "csv" : "text";
  const cases = joinRuns(runs);
  const seed = runs[0]?.header.seed ?? 1;
  process.stdout.write(formatsOf(cases, seed)[format]());
  if (format === "text") {
    process.stdout.write(describeCalibrations(runs));
  }
  return holdAgainst(thresholds, cases, { seed, isShown: format === "text" });
}

function describeCalibrations(runs: readonly Pick<StoredRun, "header">[]): string {
  return runs
    .flatMap(({ header }) => header.calibration ?? [])
    .map((calibration) => `${formatCalibration(calibration)}\n`)
    .join("");
}

/** @throws {UsageError | UnknownNameError} */
export function parseThresholds(texts: readonly string[] = []): readonly FigureThreshold[] {
  return texts.flatMap((text) => parseFigureThreshold(text, measurements));
}

/**
 * Holds figures against thresholds, and prints how they stand.
 *
 * @returns 1 where one is broken, and 3 where one is undecided.
 */
export function holdAgainst(
  thresholds: readonly FigureThreshold[],
  cases: readonly MeasuredCase[],
  { seed, isShown }: { readonly seed: number; readonly isShown: boolean },
): ExitStatus {
  if (thresholds.length === 0) {
    return exitStatus.asExpected;
  }
  const measured = collectSamples(cases, measurements);
  const results = judgeThresholds(measured, thresholds, seed);
  if (isShown) {
    const paint = startPaint(screenOf(process.stdout).coloured);
    process.stdout.write(formatThresholds(results, measured, paint));
  }
  const unmet = thresholds.filter(
    (threshold) => !results.some((result) => result.threshold === threshold),
  );
  if (results.some(({ state }) => state === "broken")) {
    return exitStatus.requirementFailed;
  }
  const isOpen = unmet.length > 0 || results.some(({ state }) => state === "undecided");
  return isOpen ? exitStatus.noVerdict : exitStatus.asExpected;
}

/**
 * The same figures in each format. What is compared is computed once, when a format first needs it:
 * ten thousand resamples for each of them.
 *
 * @param seed of the resampling.
 */
function formatsOf(
  cases: readonly MeasuredCase[],
  seed: number,
): Readonly<Record<ComparisonFormat, () => string>> {
  const measured = measuredOf(cases, measurements);
  let compared: readonly Comparison[] | null = null;
  const comparisons = () => {
    compared ??= measured.map((each) => compare(each, seed));
    return compared;
  };
  return {
    csv: () => formatCsv(measured),
    json: () => comparisonDocument(comparisons()),
    text: () => formatComparisons(comparisons(), startPaint(screenOf(process.stdout).coloured)),
  };
}
