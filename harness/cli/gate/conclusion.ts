import { describeFileError } from "../../host/file-error.ts";
import { storeSharedBaseline } from "../../implementation/baseline.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { isUnexplained, nameOfEntry } from "../../verdict/baseline/baseline.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import { type BaselineUpdate, updateBaseline } from "../../verdict/baseline/update.ts";
import { type Gate, gateRun } from "../../verdict/gate/gate.ts";
import type { GateRules } from "../../verdict/gate/rules.ts";
import type { GateChoice } from "./flags.ts";
import type { RunTroubles } from "./status.ts";

/** A run, held against its rules. */
export interface Conclusion {
  readonly gate: Gate<CaseResult>;
  /** The rules, with the baseline as it is now, possibly updated from this run. */
  readonly rules: GateRules;
  /** False if writing the baseline failed. */
  readonly baselineWritten: boolean;
  /** Changes to the baseline, as lines to print. */
  readonly notes: readonly string[];
  /** Problems that require action, as lines to print. */
  readonly warnings: readonly string[];
}

export interface ConclusionOptions extends Omit<RunTroubles, "reported" | "baselineWritten"> {
  readonly choice: GateChoice;
  readonly rules: GateRules;
}

/**
 * Holds a run against its rules; writes the baseline first where that is asked for.
 * A failure to write it is a warning, and costs no result.
 */
export function concludeRun(cases: readonly CaseResult[], options: ConclusionOptions): Conclusion {
  const { choice } = options;
  const whyNot = choice.update ? whyNoUpdate(options) : null;
  const update = choice.update && whyNot === null ? updateFrom(cases, options) : null;
  const failure =
    update === null || choice.file === null ? null : writeBaseline(choice.file, update);
  const written = failure === null ? update : null;
  const shared = written?.entries ?? choice.shared;
  const rules = { ...options.rules, baseline: [...ownEntries(options), ...shared] };
  const unexplained = rules.baseline.filter(({ reason }) => isUnexplained(reason));
  return {
    gate: gateRun(cases, rules, choice.known),
    rules,
    baselineWritten: failure === null,
    notes: written === null ? [] : updateLines(written, choice.file ?? ""),
    warnings: [
      ...(failure === null ? [] : [failure]),
      ...(whyNot === null ? [] : [`The baseline was not changed: ${whyNot}.`]),
      ...unexplainedLines(unexplained),
    ],
  };
}

/** Those of the implementations' own baselines. */
function ownEntries({ rules, choice }: ConclusionOptions) {
  return rules.baseline.filter((entry) => !choice.shared.includes(entry));
}

/** @returns why the baseline must be kept: cases that were not run are not known to fail. */
function whyNoUpdate({
  interrupted,
  labFailure,
  journalFailure,
  notRun,
}: ConclusionOptions): string | null {
  if (interrupted) {
    return "the run was interrupted";
  }
  if (labFailure !== null) {
    return "a lab could not be used";
  }
  if (notRun > 0) {
    return "not all cases were run";
  }
  return journalFailure === null ? null : "results could not be stored";
}

/** More of them are counted. */
const unexplainedMax = 5;

function unexplainedLines(entries: readonly ExpectedFailure[]): readonly string[] {
  const left = entries.length - unexplainedMax;
  return [
    ...entries
      .slice(0, unexplainedMax)
      .map((entry) => `Baseline without a reason: ${nameOfEntry(entry)}.`),
    ...(left > 0 ? [`Baseline without a reason: ${left} more.`] : []),
  ];
}

function updateFrom(cases: readonly CaseResult[], options: ConclusionOptions): BaselineUpdate {
  const { known, failOn, shared, thresholds } = options.choice;
  const elsewhere = ownEntries(options);
  return updateBaseline({ before: shared, elsewhere, cases, known, failOn, thresholds });
}

/** @returns the reason why it must not be written, or null. */
function writeBaseline(file: string, { entries }: BaselineUpdate): string | null {
  try {
    storeSharedBaseline(file, entries);
    return null;
  } catch (cause) {
    return `The baseline was not changed: ${file} cannot be written: ${describeFileError(cause)}.`;
  }
}

function updateLines({ added, kept, removed }: BaselineUpdate, file: string): readonly string[] {
  const lines = [
    `${file}: ${added.length} added, ${removed.length} removed, ${kept.length} kept`,
    ...added.map((entry) => `  + ${nameOfEntry(entry)}: "${entry.observed}"`),
    ...removed.map((entry) => `  - ${nameOfEntry(entry)}: "${entry.observed}" (${entry.reason})`),
  ];
  return added.length === 0 ? lines : [...lines, "Add a reason to each new entry."];
}
