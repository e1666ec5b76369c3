import { startStopwatch } from "../../history/clock.ts";
import type { RunHeader } from "../../journal/header.ts";
import { notRunCases } from "../../journal/not-run.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import type { Network } from "../../network/network.ts";
import { holdsOn, type PlannedCase, planCases } from "../../plan/plan.ts";
import { makeReport, type RunReport } from "../../report/run-report.ts";
import { type ExecutedRun, type ExecuteRequest, execute } from "../../run/execute.ts";
import { makeHeader, makeRunId } from "../../run/header.ts";
import { type Recording, recordNewRun, type StartRecording } from "../../run/recording.ts";
import { startRunTimeout } from "../../run/run-timeout.ts";
import { outcomeOfCase } from "../../verdict/gate/case.ts";
import type { GateRules } from "../../verdict/gate/rules.ts";
import { toolEnvironment } from "../choose/bundled.ts";
import { controlsFor } from "../choose/controls.ts";
import { prepareEvidence } from "../choose/evidence.ts";
import { guestPaddingFor } from "../choose/kernel.ts";
import { chooseLastFailed } from "../choose/last-failed.ts";
import { type PreparedAll, unusableReasons } from "../choose/prepare.ts";
import { spokenAmong, whyNoScenario } from "../choose/scenarios.ts";
import { chooseSettings, type RunSettings, type TypedRun } from "../choose/settings.ts";
import { unlessInterrupted } from "../choose/unless-interrupted.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { concludeRun } from "../gate/conclusion.ts";
import { failureLimitOf } from "../gate/failure-limit.ts";
import { rulesFor } from "../gate/flags.ts";
import { printConclusion } from "../gate/print.ts";
import { thresholdsOver, whyIdle } from "../gate/threshold.ts";
import { networksFor } from "../options/networks.ts";
import { repeatCommands, runCommand } from "../options/repeat-command.ts";
import { requestOf } from "../options/request.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { type Reporters, startReporters } from "../reporters/reporters.ts";
import { spareMemory } from "../spare-memory.ts";
import { storedOutputs } from "../stored-outputs.ts";
import { alone, type Subject } from "../subject/subject.ts";
import { listCases } from "./list-cases.ts";

/** What is run, if not implementations alone, in a new folder. */
export interface RunAs {
  /** Default: a new run. */
  readonly startRecording?: StartRecording | undefined;
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
  { startRecording = recordNewRun, subject = alone, onReport }: RunAs = {},
): Promise<ExitStatus> {
  const startedAt = new Date();
  const sinceMs = startStopwatch();
  using limit = startRunTimeout(given.timeout ?? null);
  const signal = AbortSignal.any([interruption, limit.signal]);
  const typed: TypedRun = { names, command, flags: given };
  const settings = await chooseSettings(given, {
    runId: makeRunId(startedAt),
    signal,
    subject,
  });
  const chosen = await choosePlan(typed, settings);
  if (typeof chosen === "string") {
    console.error(`sockspec: ${chosen}`);
    return exitStatus.nothingSelected;
  }
  const { plan, flags, rules } = chosen;
  if (given.list === true) {
    listCases(plan, chosen.excluded, given);
    return exitStatus.asExpected;
  }
  const header = await headerOf(startedAt, typed, settings, chosen);
  using recording = startRecording({ header, plan, output: flags.output });
  const collectGarbage = spareMemory();
  const reporters = startReporters(settings.requests, {
    baseline: rules.baseline,
    open: flags.open === true,
  });
  const request = await executeRequest(settings, chosen, recording);
  const executed = await execute(
    { ...request, sinceMs },
    {
      onPlan: (left) => reporters.begin(left.length),
      onCase(result) {
        reporters.onCase(result);
        collectGarbage();
      },
      onWaiting: reporters.onWaiting,
    },
  );
  return await reportRun(executed, {
    typed,
    settings,
    chosen,
    recording,
    reporters,
    onReport,
  });
}

interface ChosenPlan extends PreparedAll {
  readonly rules: GateRules;
  readonly networks: readonly Network[];
  readonly plan: readonly PlannedCase[];
  /** Scenarios that were left out on request, by id. */
  readonly excluded: readonly string[];
  /** The options that led to it, which `--last-failed` changes. */
  readonly flags: RunFlags;
  /** Options that select the same cases again. */
  readonly asked: RunFlags;
}

/**
 * @returns a sentence where nothing is selected.
 * @throws errors for invalid input, each with a code that maps to status 2.
 */
async function choosePlan(
  { names, command, flags: given }: TypedRun,
  { gate, lab, signal, subject }: RunSettings,
): Promise<ChosenPlan | string> {
  const named = subject.choose(names, command, { ...given, lab: lab.kind });
  const allRules = rulesFor(gate, named);
  const last = await chooseLastFailed(given, { gate, rules: allRules, implementations: named });
  if (typeof last === "string") {
    return last;
  }
  const flags = last?.flags ?? given;
  const { scenarios, excluded } = await subject.scenarios(flags);
  if (scenarios.length === 0) {
    return whyNoScenario(flags, excluded);
  }
  const networks = networksFor(flags, named);
  if (!networks.some((network) => scenarios.some((scenario) => holdsOn(scenario, network)))) {
    return (
      "the limits of the selected scenarios hold on a clean link only; " +
      "add clean to --network, or select others (sockspec list scenarios --network lte)."
    );
  }
  const wanted = last?.implementations ?? named;
  const unprepared: PreparedAll = { implementations: wanted, prepared: new Map() };
  const ready =
    given.list === true
      ? unprepared
      : await unlessInterrupted(signal, () => subject.prepare(wanted, lab, signal), unprepared);
  const all = planCases({
    abilities: lab.abilities,
    implementations: ready.implementations,
    scenarios: spokenAmong(scenarios, wanted),
    networks,
    repetitions: flags.repeatEach,
    seed: flags.seed,
  });
  const plan = last?.select(all) ?? all;
  const rules = rulesOfPlan(plan, allRules, given);
  const why = plan.length === 0 ? "what failed is not among the selected." : whyIdle(plan, rules);
  return why ?? { ...ready, rules, networks, plan, excluded, flags, asked: last?.asked ?? flags };
}

/** Thresholds of a configuration file may be about scenarios that this run leaves out. */
function rulesOfPlan(
  plan: readonly PlannedCase[],
  rules: GateRules,
  { configured }: RunFlags,
): GateRules {
  const isTyped = configured?.used.includes("threshold") !== true;
  return isTyped ? rules : { ...rules, thresholds: thresholdsOver(plan, rules) };
}

async function headerOf(
  startedAt: Date,
  { names, command }: TypedRun,
  { runId, lab }: RunSettings,
  chosen: ChosenPlan,
): Promise<RunHeader> {
  return makeHeader(startedAt, {
    ...chosen,
    runId,
    lab,
    commandLine: process.argv.slice(2),
    workingFolder: process.cwd(),
    asked: requestOf(names, command, chosen.asked),
    guestStatePaddedToBytes: await guestPaddingFor(chosen.plan, lab),
  });
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

interface ReportedRun {
  readonly typed: TypedRun;
  readonly settings: RunSettings;
  readonly chosen: ChosenPlan;
  readonly recording: Recording;
  readonly reporters: Reporters;
  readonly onReport: RunAs["onReport"];
}

/** Writes the reports of a run, and prints the reason for its status. */
async function reportRun(
  { labFailure, journalFailure, ...executed }: ExecutedRun,
  { typed, settings, chosen, recording, reporters, onReport }: ReportedRun,
): Promise<ExitStatus> {
  const { names, command } = typed;
  const { gate, requests, subject } = settings;
  const { flags, rules, implementations } = chosen;
  const { folder, header } = recording;
  const outcome = withMissing(executed, header);
  const { interrupted, notRun, cases } = outcome;
  const troubles = { interrupted, labFailure, journalFailure, notRun: notRun.length };
  const conclusion = concludeRun(cases, { ...troubles, choice: gate, rules });
  const report = makeReport(
    { folder, header, ...outcome },
    {
      scenarios: await subject.catalogue(flags),
      baseline: conclusion.rules.baseline,
      gate: conclusion.rules,
      runCommand: runCommand(header),
      repeatCommand: repeatCommands({
        flags,
        command,
        names,
        implementations,
        seed: header.seed,
        verb: subject.verb,
      }),
      outputOf: storedOutputs(folder),
    },
  );
  const reported = await reporters.end(report, troubles);
  onReport?.(report);
  const stream = requests.terminal === "silent" ? null : process[requests.screen];
  return printConclusion(conclusion, { ...troubles, reported, stream });
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
