import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import { startStopwatch } from "../../history/clock.ts";
import { describeFileError } from "../../host/file-error.ts";
import { chooseNetworks } from "../../network/choose.ts";
import { interleave } from "../../plan/interleave.ts";
import { type PlannedCase, planCases } from "../../plan/plan.ts";
import { selectByPattern } from "../../plan/select.ts";
import { counts, formatCounted, isWorthReplaying } from "../../report/comparison/counted.ts";
import { type ExecutedRun, execute, type RetryRules } from "../../run/execute.ts";
import { makeHeader, makeRunId } from "../../run/header.ts";
import { recordNewRun } from "../../run/recording.ts";
import { prepareMeasured } from "../bench/prepare.ts";
import { startBenchProgress } from "../bench/progress.ts";
import { chooseServers } from "../bench/servers.ts";
import { isMeasured } from "../bench/yardsticks.ts";
import { environmentFor } from "../choose/bundled.ts";
import { controlsFor } from "../choose/controls.ts";
import { guestPaddingFor } from "../choose/kernel.ts";
import { chooseLab } from "../choose/lab.ts";
import { unusableReasons } from "../choose/prepare.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { requestOf } from "../options/request.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { writeReport } from "../reporters/files.ts";
import { isStandardOutput } from "../standard-output.ts";
import { formatsOf, holdAgainst, parseThresholds } from "./compare.ts";

export interface BenchFlags extends RunFlags {
  readonly csv?: string;
  readonly countDisturbed?: boolean;
  readonly yardsticks?: boolean;
}

/** Measures implementations side by side, stores what it measured, and prints how they compare. */
export async function runBench(
  names: readonly string[],
  command: readonly string[] | null,
  flags: BenchFlags,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const thresholds = parseThresholds(flags.threshold);
  const startedAt = new Date();
  const sinceMs = startStopwatch();
  const runId = makeRunId(startedAt);
  const lab = await chooseLab(flags, { runId, signal });
  const named = chooseServers(names, command, { ...flags, lab: lab.kind });
  const networks = chooseNetworks(flags.network ?? ["clean"]);
  const { implementations, prepared, calibration, notes } = await prepareMeasured(
    { named, lab, flags },
    signal,
  );
  const ordered = planCases({
    abilities: lab.abilities,
    implementations,
    scenarios: selectByPattern("measurement", measurements, flags.scenario ?? []),
    networks,
    repetitions: flags.repeatEach,
    seed: flags.seed,
    countDisturbed: flags.countDisturbed ?? false,
  });
  const plan = interleave(ordered.filter(isMeasured), flags.seed);
  const header = makeHeader(startedAt, {
    runId,
    commandLine: process.argv.slice(2),
    workingFolder: process.cwd(),
    asked: requestOf(names, command, flags),
    flags: { seed: flags.seed, jobs: 1 },
    lab,
    implementations,
    networks,
    plan,
    prepared,
    calibration,
    guestStatePaddedToBytes: await guestPaddingFor(plan, lab),
  });
  using recording = recordNewRun({ header, plan, output: flags.output });
  const progress = startBenchProgress(plan.length, sinceMs);
  const outcome = await execute(
    {
      plan,
      lab,
      runId,
      folder: recording.folder,
      recording,
      signal,
      sinceMs,
      jobs: 1,
      inOrder: true,
      fixedPort: flags.port ?? null,
      controls: await controlsFor(lab, signal),
      environment: environmentFor(implementations),
      failureLimit: null,
      unusable: unusableReasons(prepared),
      retry: replaysFor(plan),
    },
    { onCase: progress.onCase },
  );
  progress.end();
  report({ ...outcome, notes: [...outcome.notes, ...notes] }, flags, recording.folder);
  const status = statusOf(outcome);
  const isShown = flags.json !== "-" && flags.csv !== "-";
  const held = holdAgainst(thresholds, outcome.cases, { seed: flags.seed, isShown });
  return status === exitStatus.asExpected ? held : status;
}

/** A disturbed repetition is played again, in the order of the plan; on a busy machine that has an end. */
function replaysFor({ length }: readonly PlannedCase[]): RetryRules {
  return {
    retries: length,
    casesMax: length,
    isWorthAnother: ({ attempts }) => attempts.slice(-1).some(isWorthReplaying),
  };
}

/** Writes the files, and what was compared unless one of them is standard output. */
function report({ cases, notes }: ExecutedRun, flags: BenchFlags, folder: string): void {
  const formats = formatsOf(cases, flags.seed);
  const files = [
    { file: flags.json, text: formats.json },
    { file: flags.csv, text: formats.csv },
  ];
  for (const { file, text } of files) {
    if (file !== undefined) {
      write(file, text());
    }
  }
  if (!files.some(({ file }) => file !== undefined && isStandardOutput(file))) {
    const lines = [...formatCounted(cases), ...notes, `stored in ${folder}`];
    process.stdout.write(`${formats.text()}${lines.join("\n")}\n`);
  }
}

function write(file: string, text: string): void {
  if (isStandardOutput(file)) {
    process.stdout.write(text);
    return;
  }
  try {
    writeReport(file, text);
  } catch (cause) {
    process.stderr.write(`sockspec: ${file} could not be written: ${describeFileError(cause)}\n`);
  }
}

/** What an implementation must do is required here, too; how well it does it is only measured. */
function statusOf({ interrupted, labFailure, cases }: ExecutedRun): ExitStatus {
  if (interrupted) {
    return exitStatus.interrupted;
  }
  if (cases.some(({ verdict, isYardstick }) => verdict === "fail" && isYardstick !== true)) {
    return exitStatus.requirementFailed;
  }
  return labFailure === null && cases.some(counts) ? exitStatus.asExpected : exitStatus.noVerdict;
}
