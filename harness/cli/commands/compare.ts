import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import { readRun } from "../../journal/read-run.ts";
import { type Comparison, compare } from "../../report/comparison/compare.ts";
import { formatCsv } from "../../report/comparison/csv.ts";
import { comparisonDocument } from "../../report/comparison/document.ts";
import { joinRuns } from "../../report/comparison/join-runs.ts";
import { collectSamples, type MeasuredCase } from "../../report/comparison/samples.ts";
import { formatComparisons } from "../../report/comparison/text.ts";
import { startPaint } from "../../report/terminal/glyphs.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { findRun } from "../find-run.ts";
import { screenOf } from "../reporters/screen.ts";

type ComparisonFormat = "text" | "json" | "csv";

export interface CompareFlags {
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
  const runs = words.map((word) => readRun(findRun(word, flags.output)));
  for (const { folder, cases } of runs) {
    if (!cases.some(({ figures }) => figures !== undefined)) {
      throw new UsageError(
        `Expected a run of sockspec bench, found ${folder}, which measured nothing.`,
      );
    }
  }
  const format = flags.json === true ? "json" : flags.csv === true ? "csv" : "text";
  const [first] = runs;
  const formats = formatsOf(joinRuns(runs), first?.header.seed ?? 1);
  process.stdout.write(formats[format]());
  return exitStatus.asExpected;
}

/**
 * The same figures in each format. What is compared is computed once, when a format first needs it:
 * ten thousand resamples for each of them.
 *
 * @param seed of the resampling.
 */
export function formatsOf(
  cases: readonly MeasuredCase[],
  seed: number,
): Readonly<Record<ComparisonFormat, () => string>> {
  const measured = collectSamples(cases, measurements).filter(({ scenario, network }) =>
    cases.some((result) => result.scenario === scenario.id && result.network === network),
  );
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
