import { storeSharedBaseline } from "../implementation/baseline.ts";
import type { CaseResult } from "../run/case-result.ts";
import { nameOfEntry } from "../verdict/baseline.ts";
import { isUnexplained } from "../verdict/baseline-reason.ts";
import { type BaselineUpdate, updateBaseline } from "../verdict/baseline-update.ts";
import { type Gate, gateRun } from "../verdict/gate.ts";
import type { GateRules } from "../verdict/gate-rules.ts";
import type { GateChoice } from "./gate-flags.ts";
import { type RunStatus, type RunTroubles, statusOfRun } from "./gate-status.ts";
import { UsageError } from "./usage-error.ts";

/** What a run comes to, with what there is to say about it. */
export interface Conclusion extends RunStatus {
  readonly gate: Gate<CaseResult>;
  /** The baseline that the run was held against, which may be newer than the run. */
  readonly rules: GateRules;
  /** What became of the baseline; lines to show. */
  readonly notes: readonly string[];
  /** What somebody has to do something about; lines to show. */
  readonly warnings: readonly string[];
}

/**
 * Holds a run against its rules; writes the baseline first where that is asked for.
 *
 * @throws {UsageError} when it cannot be written.
 */
export function concludeRun(
  cases: readonly CaseResult[],
  options: RunTroubles & { readonly choice: GateChoice; readonly rules: GateRules },
): Conclusion {
  const { choice } = options;
  const whyNot = choice.update ? whyNoUpdate(options) : null;
  const update = choice.update && whyNot === null ? updateFrom(cases, options) : null;
  if (update !== null && choice.file !== null) {
    write(choice.file, update);
  }
  const shared = update?.entries ?? choice.shared;
  const rules = { ...options.rules, baseline: [...ownEntries(options), ...shared] };
  const gate = gateRun(cases, rules, choice.known);
  const unexplained = rules.baseline.filter(({ reason }) => isUnexplained(reason));
  return {
    ...{ gate, rules },
    ...statusOfRun(gate, options),
    notes: update === null ? [] : describeUpdate(update, choice.file ?? ""),
    warnings: [
      ...(whyNot === null ? [] : [`The baseline is as it was: ${whyNot}.`]),
      ...unexplained.map((entry) => `Baseline without a reason: ${nameOfEntry(entry)}.`),
    ],
  };
}

type Options = Parameters<typeof concludeRun>[1];

/** Those of the implementations' own baselines. */
function ownEntries({ rules, choice }: Options) {
  return rules.baseline.filter((entry) => !choice.shared.includes(entry));
}

/** What was not run is not known to fail. */
function whyNoUpdate({ interrupted, labFailure, journalFailure }: Options): string | null {
  if (interrupted) {
    return "the run was interrupted";
  }
  if (labFailure !== null) {
    return "a lab could not be used";
  }
  return journalFailure === null ? null : "results could not be stored";
}

function updateFrom(cases: readonly CaseResult[], options: Options): BaselineUpdate {
  const { known, failOn, shared, thresholds } = options.choice;
  const elsewhere = ownEntries(options);
  return updateBaseline({ before: shared, elsewhere, cases, known, failOn, thresholds });
}

function write(file: string, { entries }: BaselineUpdate): void {
  try {
    storeSharedBaseline(file, entries);
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code ?? String(cause);
    throw new UsageError(`--baseline: ${file} cannot be written: ${found}.`, { cause });
  }
}

function describeUpdate({ added, kept, removed }: BaselineUpdate, file: string): readonly string[] {
  const lines = [
    `${file}: ${added.length} added, ${removed.length} removed, ${kept.length} kept`,
    ...added.map((entry) => `  + ${nameOfEntry(entry)}: "${entry.observed}"`),
    ...removed.map((entry) => `  - ${nameOfEntry(entry)}: "${entry.observed}" (${entry.reason})`),
  ];
  return added.length === 0 ? lines : [...lines, "Say in each new entry why it is accepted."];
}
