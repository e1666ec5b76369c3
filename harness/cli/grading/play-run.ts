import type { RunHeader } from "../../journal/header.ts";
import { notRunCases } from "../../journal/not-run.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import { shardNotes } from "../../journal/shard/own-cases.ts";
import { makeReport, type RunReport } from "../../report/run-report.ts";
import { type ExecuteRequest, execute, type RunEvents } from "../../run/execute.ts";
import { makeHeader } from "../../run/header.ts";
import type { Recording, StartRecording } from "../../run/recording.ts";
import { outcomeOfCase } from "../../verdict/gate/case.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { controlsFor } from "../choose/controls.ts";
import { prepareEvidence } from "../choose/evidence.ts";
import { guestPaddingFor } from "../choose/kernel.ts";
import { unusableReasons } from "../choose/prepare.ts";
import type { RunSettings, TypedRun } from "../choose/settings.ts";
import { unlessInterrupted } from "../choose/unless-interrupted.ts";
import { type Conclusion, concludeRun } from "../gate/conclusion.ts";
import { failureLimitOf } from "../gate/failure-limit.ts";
import type { RunTroubles } from "../gate/status.ts";
import { repeatCommands, runCommand } from "../options/repeat-command.ts";
import { requestOf } from "../options/request.ts";
import { storedOutputs } from "../stored-outputs.ts";
import type { ChosenPlan } from "./choose-plan.ts";

/** A run that has been chosen, before it has a folder. */
export interface ChosenRun {
  readonly typed: TypedRun;
  readonly settings: RunSettings;
  readonly chosen: ChosenPlan;
}

export interface RecordOptions {
  readonly startedAt: Date;
  /** The words of the command line that asks for the run. */
  readonly commandLine: readonly string[];
  readonly startRecording: StartRecording;
}

/**
 * Begins the record of a run.
 *
 * @throws {ResultsNotStoredError}
 */
export async function recordRun(
  { typed: { names, command }, settings: { runId, lab }, chosen }: ChosenRun,
  { startedAt, commandLine, startRecording }: RecordOptions,
): Promise<Recording> {
  const header = makeHeader(startedAt, {
    ...chosen,
    plan: chosen.wholePlan,
    runId,
    lab,
    commandLine,
    workingFolder: process.cwd(),
    asked: requestOf(names, command, chosen.asked),
    guestStatePaddedToBytes: await guestPaddingFor(chosen.plan, lab),
  });
  return startRecording({ header, plan: chosen.plan, output: chosen.flags.output });
}

/** A run that has ended, held against its rules. */
export interface PlayedRun {
  readonly report: RunReport;
  readonly conclusion: Conclusion;
  readonly troubles: Pick<RunTroubles, "interrupted" | "notRun"> & Troubles;
}

type Troubles = Pick<Awaited<ReturnType<typeof execute>>, "labFailure" | "journalFailure">;

/** Runs what was chosen, and judges the whole by its rules. It prints nothing. */
export async function playRun(
  run: ChosenRun & { readonly recording: Recording; readonly sinceMs: () => number },
  events: RunEvents,
): Promise<PlayedRun> {
  const { typed, settings, chosen, recording, sinceMs } = run;
  const request = await executeRequest(settings, chosen, recording);
  const { labFailure, journalFailure, ...executed } = await execute(
    { ...request, sinceMs },
    events,
  );
  const { folder, header } = recording;
  const noted = { ...executed, notes: [...shardNotes(header), ...executed.notes] };
  const outcome = withMissing(noted, header);
  const { interrupted, notRun, cases } = outcome;
  const troubles = { interrupted, labFailure, journalFailure, notRun: notRun.length };
  const conclusion = concludeRun(cases, {
    ...troubles,
    choice: settings.gate,
    rules: chosen.rules,
  });
  const report = makeReport(
    { folder, header, ...outcome },
    {
      scenarios: await settings.subject.catalogue(chosen.flags),
      baseline: conclusion.rules.baseline,
      gate: conclusion.rules,
      runCommand: runCommand(header),
      repeatCommand: repeatOf({ typed, settings, chosen }, header.seed),
      outputOf: storedOutputs(folder),
    },
  );
  return { report, conclusion, troubles };
}

/** @returns the commands that repeat its cases, each alone with the same bytes. */
export function repeatOf(
  { typed: { names, command }, settings: { subject }, chosen }: ChosenRun,
  seed: number,
): RunReport["repeatCommand"] {
  const { flags, implementations } = chosen;
  return repeatCommands({ flags, command, names, implementations, seed, verb: subject.verb });
}

async function executeRequest(
  { runId, signal, lab, gate, evidence, subject }: RunSettings,
  { plan, flags, rules, implementations, prepared }: ChosenPlan,
  recording: Recording,
): Promise<ExecuteRequest> {
  const { folder } = recording;
  return {
    plan,
    lab,
    runId,
    folder,
    recording,
    signal,
    jobs: flags.jobs,
    fixedPort: flags.port ?? null,
    controls: await unlessInterrupted(signal, () => controlsFor(lab, plan, signal), null),
    environment: subject.environment(implementations),
    evidence: await prepareEvidence(evidence, folder, toolEnvironment(), signal),
    failureLimit: failureLimitOf(flags),
    skipWedged: flags.keepGoing !== true,
    caseTimeoutMs: flags.caseTimeout === undefined ? null : flags.caseTimeout * 1000,
    unusable: unusableReasons(prepared),
    retry: {
      retries: gate.retries,
      // Neither a baseline nor a threshold excuses it.
      isWorthAnother: (attempted) => outcomeOfCase(attempted, rules) === "failed",
    },
  };
}

/** A run that has a result for every case is complete, even if a lab could not be opened. */
function withMissing<Outcome extends Pick<StoredRun, "stopped" | "interrupted" | "cases">>(
  outcome: Outcome,
  header: RunHeader,
) {
  const { stopped, interrupted, cases } = outcome;
  const notRun = stopped === null ? [] : notRunCases(header, cases, stopped);
  const isComplete = notRun.length === 0 && !interrupted;
  return { ...outcome, notRun, stopped: isComplete ? null : stopped };
}
