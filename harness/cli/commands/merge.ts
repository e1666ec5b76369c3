import { shellWord } from "../../host/shell-word.ts";
import { mergeRuns } from "../../journal/merge/merge.ts";
import type { SourceRun } from "../../journal/merge/scan.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import { isMeasured } from "../../report/comparison/measured-run.ts";
import type { RunReport } from "../../report/run-report.ts";
import { statusOfMeasured } from "../bench/status.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { concludeRun } from "../gate/conclusion.ts";
import { chooseGate, type GateChoice, type GateFlags } from "../gate/flags.ts";
import { printConclusion } from "../gate/print.ts";
import { invocation } from "../invocation.ts";
import { defaultFlags } from "../options/add-options.ts";
import { runCommand } from "../options/repeat-command.ts";
import { flagsOf } from "../options/request.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { chooseReporters, startReporters } from "../reporters/reporters.ts";
import { readSparingly } from "../spare-memory.ts";
import { storedReport } from "../stored-report.ts";
import { inPairs, subjectOf } from "../subject/subject.ts";
import { writeMatrix } from "./interop.ts";

/** The options of `sockspec merge`. */
export interface MergeFlags
  extends Pick<
    RunFlags,
    | "baseline"
    | "updateBaseline"
    | "failOn"
    | "strict"
    | "threshold"
    | "scenarios"
    | "reporter"
    | "json"
    | "open"
    | "output"
  > {
  readonly allowMissing?: boolean;
}

/**
 * Puts shards together, reports the whole as if it had been one run, and holds it against its rules.
 *
 * @param words folders of runs, folders that contain runs, or tarballs of those.
 * @returns the exit status that the whole run would have had.
 * @throws {UsageError | MergeError | InvalidJournalError}
 */
export async function runMerge(
  words: readonly string[],
  flags: MergeFlags,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const requests = chooseReporters(flags);
  const folder = await mergeRuns(words, {
    output: flags.output,
    allowMissing: flags.allowMissing === true,
    resumeCommand,
    signal,
  });
  const run = readSparingly(folder);
  const gate = await chooseGate(gateFlags(run, flags));
  const { baseline, ...stored } = await storedReport(run, flags);
  const held = concludeMerged({ ...stored, baseline }, gate);
  const report = {
    ...stored,
    baseline: held.conclusion.rules.baseline,
    gate: held.conclusion.rules,
  };
  const reporters = startReporters(requests, { ...report, open: flags.open === true });
  const told = await reporters.end(report, held.troubles);
  const isWhole = subjectOf(run.header) !== inPairs || writeMatrix(report, {});
  const reported = told && isWhole;
  if (isMeasured(report)) {
    const status = run.notRun.length > 0 ? exitStatus.noVerdict : statusOfMeasured(held.troubles);
    return status === exitStatus.asExpected && !reported ? exitStatus.noVerdict : status;
  }
  const stream = requests.terminal === "silent" ? null : process[requests.screen];
  return printConclusion(held.conclusion, { ...held.troubles, reported, stream });
}

/** A run of some scenarios makes no baseline, whoever puts it together. */
function gateFlags({ header: { asked }, folder }: StoredRun, flags: MergeFlags): GateFlags {
  const all = { ...defaultFlags(), ...flags };
  return asked === undefined ? all : flagsOf(asked, all, folder, Object.keys(flags));
}

function concludeMerged({ run, baseline }: RunReport, choice: GateChoice) {
  const { failOn, strict, thresholds } = choice;
  const troubles = {
    interrupted: run.interrupted,
    labFailure: null,
    journalFailure: null,
    notRun: run.notRun.length,
    cases: run.cases,
  };
  const rules = { failOn, strict, thresholds, baseline };
  return { troubles, conclusion: concludeRun(run.cases, { ...troubles, choice, rules }) };
}

/** Only what a run was asked for is played again, so that a measurement begins anew. */
function resumeCommand({ header, folder }: SourceRun): string {
  if (header.command[0] === "bench") {
    return `Measure it again: ${runCommand(header)}`;
  }
  const { verb } = subjectOf(header);
  const words = [...invocation(), verb, "--resume", folder];
  return `Finish it: ${words.map(shellWord).join(" ")}`;
}
