import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import { startStopwatch } from "../../history/clock.ts";
import { shardNotes } from "../../journal/shard/own-cases.ts";
import { chooseNetworks } from "../../network/choose.ts";
import { interleave } from "../../plan/interleave.ts";
import { type PlannedCase, planCases } from "../../plan/plan.ts";
import { selectByPattern } from "../../plan/select.ts";
import { isWorthReplaying } from "../../report/comparison/counted.ts";
import { type ExecutedRun, execute, type RetryRules } from "../../run/execute.ts";
import { makeHeader, makeRunId } from "../../run/header.ts";
import { type Recording, recordNewRun, type StartRecording } from "../../run/recording.ts";
import { prepareMeasured } from "../bench/prepare.ts";
import { startBenchProgress } from "../bench/progress.ts";
import { chooseServers } from "../bench/servers.ts";
import { statusOfMeasured } from "../bench/status.ts";
import { isMeasured } from "../bench/yardsticks.ts";
import { environmentFor } from "../choose/bundled.ts";
import { controlsFor } from "../choose/controls.ts";
import { guestPaddingFor } from "../choose/kernel.ts";
import { chooseLab } from "../choose/lab.ts";
import { unusableReasons } from "../choose/prepare.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import { shardOf } from "../grading/shard.ts";
import { requestOf } from "../options/request.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { chooseReporters, startReporters } from "../reporters/reporters.ts";
import type { ReporterRequests } from "../reporters/requests.ts";
import { storedReport } from "../stored-report.ts";
import { holdAgainst, parseThresholds } from "./compare.ts";

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
  startRecording: StartRecording = recordNewRun,
): Promise<ExitStatus> {
  refuseThresholds(flags);
  const thresholds = parseThresholds(flags.threshold);
  const requests = requestsOf(flags);
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
  const wholePlan = interleave(ordered.filter(isMeasured), flags.seed);
  const { own: plan, shard } = shardOf(wholePlan, flags, { together: comparedWith });
  const header = makeHeader(startedAt, {
    runId,
    commandLine: process.argv.slice(2),
    workingFolder: process.cwd(),
    asked: requestOf(names, command, flags),
    flags: { seed: flags.seed, jobs: 1 },
    lab,
    implementations,
    networks,
    plan: wholePlan,
    shard,
    prepared,
    calibration,
    guestStatePaddedToBytes: await guestPaddingFor(plan, lab),
  });
  using recording = startRecording({ header, plan, output: flags.output });
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
      controls: await controlsFor(lab, plan, signal),
      environment: environmentFor(implementations),
      failureLimit: null,
      unusable: unusableReasons(prepared),
      retry: replaysFor(plan),
    },
    { onCase: progress.onCase },
  );
  progress.end();
  const noted = { ...outcome, notes: [...shardNotes(header), ...outcome.notes, ...notes] };
  const isWritten = await writeReports(requests, noted, recording);
  const status = plan.length === 0 ? exitStatus.asExpected : statusOfMeasured(outcome);
  const isShown = requests.output === null;
  const held = holdAgainst(thresholds, outcome.cases, { seed: flags.seed, isShown });
  if (status !== exitStatus.asExpected) {
    return status;
  }
  return held === exitStatus.asExpected && !isWritten ? exitStatus.noVerdict : held;
}

/** What is compared, round by round, is measured by one machine: all of a measurement on a network. */
function comparedWith({ scenario, network }: PlannedCase): string {
  return `${scenario.id} ${network.name}`;
}

/** A disturbed repetition is played again, in the order of the plan; on a busy machine that has an end. */
function replaysFor({ length }: readonly PlannedCase[]): RetryRules {
  return {
    retries: length,
    casesMax: length,
    isWorthAnother: ({ attempts }) => attempts.slice(-1).some(isWorthReplaying),
  };
}

/** @throws {UsageError} */
function refuseThresholds({ shard, threshold }: BenchFlags): void {
  if (shard !== undefined && threshold !== undefined) {
    throw new UsageError(
      "--threshold holds all that was measured against a limit, and --shard leaves some out. " +
        "Merge the shards, and give it to sockspec compare.",
    );
  }
}

/** `--csv` is short for a reporter, as `--json` is. */
function requestsOf({ reporter = [], json, csv }: BenchFlags): ReporterRequests {
  const short = csv === undefined ? [] : [`csv=${csv}`];
  return chooseReporters({
    reporter: [...reporter, ...short],
    ...(json === undefined ? {} : { json }),
  });
}

/** @returns whether all that was asked for could be written. */
async function writeReports(
  requests: ReporterRequests,
  { labFailure, journalFailure, ...outcome }: ExecutedRun,
  { folder, header }: Recording,
): Promise<boolean> {
  const report = await storedReport({ folder, header, ...outcome, notRun: [] }, {});
  const reporters = startReporters(requests, report);
  return await reporters.end(report, { labFailure, journalFailure });
}
