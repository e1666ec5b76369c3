import { startStopwatch } from "../../history/clock.ts";
import type { ShardPart } from "../../journal/header.ts";
import type { RunReport } from "../../report/run-report.ts";
import { makeRunId } from "../../run/header.ts";
import { recordNewRun, type StartRecording } from "../../run/recording.ts";
import { startRunTimeout } from "../../run/run-timeout.ts";
import { chooseSettings, type TypedRun } from "../choose/settings.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { printConclusion } from "../gate/print.ts";
import { choosePlan } from "../grading/choose-plan.ts";
import { listCases } from "../grading/list-cases.ts";
import { playRun, recordRun } from "../grading/play-run.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { startReporters } from "../reporters/reporters.ts";
import { spareMemory } from "../spare-memory.ts";
import { alone, type Subject } from "../subject/subject.ts";

/** What is run, if not implementations alone, in a new folder. */
export interface RunAs {
  /** Default: a new run. */
  readonly startRecording?: StartRecording | undefined;
  /** The part of the plan that a resumed run began with. Default: what the options ask for. */
  readonly storedShard?: ShardPart | undefined;
  /** Default: implementations, each alone. */
  readonly subject?: Subject;
  /** Called with what the reporters got, after them. Default: no callback. */
  readonly onReport?: ((report: RunReport) => void) | undefined;
}

/**
 * Turns words into a plan, runs it, and turns the results into reports and a status.
 *
 * @param names implementations, as the user calls them.
 * @param command the words after `--`, or null.
 * @returns the exit status.
 */
export async function runRun(
  names: readonly string[],
  command: readonly string[] | null,
  given: RunFlags,
  interruption: AbortSignal,
  { startRecording = recordNewRun, storedShard, subject = alone, onReport }: RunAs = {},
): Promise<ExitStatus> {
  const startedAt = new Date();
  const sinceMs = startStopwatch();
  using limit = startRunTimeout(given.timeout ?? null);
  const signal = AbortSignal.any([interruption, limit.signal]);
  const typed: TypedRun = { names, command, flags: given };
  const settings = await chooseSettings(given, { runId: makeRunId(startedAt), signal, subject });
  const chosen = await choosePlan(typed, settings, { storedShard });
  if (typeof chosen === "string") {
    console.error(`sockspec: ${chosen}`);
    return exitStatus.nothingSelected;
  }
  const { plan, flags, rules } = chosen;
  if (given.list === true) {
    listCases(plan, chosen.excluded, given);
    return exitStatus.asExpected;
  }
  const run = { typed, settings, chosen };
  const commandLine = process.argv.slice(2);
  using recording = await recordRun(run, { startedAt, commandLine, startRecording });
  const collectGarbage = spareMemory();
  const reporters = startReporters(settings.requests, {
    baseline: rules.baseline,
    open: flags.open === true,
  });
  const { report, conclusion, troubles } = await playRun(
    { ...run, recording, sinceMs },
    {
      onPlan: (left) => reporters.begin(left.length),
      onCase(result) {
        reporters.onCase(result);
        collectGarbage();
      },
      onWaiting: reporters.onWaiting,
    },
  );
  const reported = await reporters.end(report, troubles);
  onReport?.(report);
  const { requests } = settings;
  const stream = requests.terminal === "silent" ? null : process[requests.screen];
  return printConclusion(conclusion, { ...troubles, reported, stream });
}
