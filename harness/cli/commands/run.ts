import { startStopwatch } from "../../history/clock.ts";
import type { Implementation } from "../../implementation/manifest.ts";
import type { RunHeader } from "../../journal/header.ts";
import { notRunCases } from "../../journal/not-run.ts";
import type { StoredRun } from "../../journal/read-run.ts";
import { chooseXstate } from "../../lab/guest/xstate.ts";
import { chooseNetworks } from "../../network/choose.ts";
import type { Network } from "../../network/network.ts";
import { holdsOn, type PlannedCase, planCases } from "../../plan/plan.ts";
import { makeReport } from "../../report/run-report.ts";
import { type ExecuteRequest, execute } from "../../run/execute.ts";
import { makeHeader, makeRunId } from "../../run/header.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import type { FailureLimit } from "../../run/limits.ts";
import { recordNewRun, type StartRecording } from "../../run/recording.ts";
import { startRunTimeout } from "../../run/run-timeout.ts";
import type { GateRules } from "../../verdict/gate/rules.ts";
import { isBundled, pinnedEnvironment, toolEnvironment } from "../choose/bundled.ts";
import { preparedControls } from "../choose/controls.ts";
import { chooseEvidence, prepareEvidence } from "../choose/evidence.ts";
import { chooseImplementations } from "../choose/implementations.ts";
import { chooseLab } from "../choose/lab.ts";
import { chooseLastFailed } from "../choose/last-failed.ts";
import { type PreparedAll, prepareAll, unusableReasons } from "../choose/prepare.ts";
import { allScenarios, chooseScenarios } from "../choose/scenarios.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { concludeRun } from "../gate/conclusion.ts";
import { chooseGate, type GateChoice, rulesFor } from "../gate/flags.ts";
import { printConclusion } from "../gate/print.ts";
import { whyIdle } from "../gate/threshold.ts";
import { repeatCommands, runCommand } from "../options/repeat-command.ts";
import { requestOf } from "../options/request.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { chooseReporters, startReporters } from "../reporters/reporters.ts";
import { spareMemory } from "../spare-memory.ts";
import { storedOutputs } from "../stored-outputs.ts";

/**
 * Turns words into a plan, runs it, and turns what came of it into reports and a status.
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
  startRecording: StartRecording = recordNewRun,
): Promise<ExitStatus> {
  const startedAt = new Date();
  const sinceMs = startStopwatch();
  using limit = startRunTimeout(given.timeout ?? null);
  const signal = AbortSignal.any([interruption, limit.signal]);
  const runId = makeRunId(startedAt);
  const requests = chooseReporters(given);
  const evidence = chooseEvidence(given);
  const lab = await chooseLab(given, { runId, signal });
  const gate = await chooseGate(given);
  const named = chooseImplementations(names, command, { ...given, lab: lab.kind });
  const rules = rulesFor(gate, named);
  const chosen = await choosePlan(given, { gate, rules, named, lab, signal });
  if (typeof chosen === "string") {
    console.error(`sockspec: ${chosen}`);
    return exitStatus.nothingSelected;
  }
  const { flags, plan, prepared, implementations } = chosen;
  const asked = requestOf(names, command, chosen.asked);
  const inGuest = plan.some(({ network }) => lab.kernelFor(network) === "guest");
  const xstate = inGuest ? await chooseXstate(toolEnvironment()) : null;
  const guestStatePaddedToBytes = xstate?.paddedToBytes ?? null;
  const commandLine = process.argv.slice(2);
  const typed = { commandLine, workingFolder: process.cwd() };
  const facts = { ...chosen, ...typed, runId, asked, lab, guestStatePaddedToBytes };
  const planned = { header: makeHeader(startedAt, facts), plan, output: flags.output };
  using recording = startRecording(planned);
  const { header, folder } = recording;
  const collectGarbage = spareMemory();
  const reporters = startReporters(requests, { baseline: rules.baseline });
  const request: ExecuteRequest = {
    plan,
    lab,
    runId,
    folder,
    recording,
    signal,
    sinceMs,
    jobs: flags.jobs,
    fixedPort: flags.port ?? null,
    controls:
      lab.kind === "remote"
        ? null
        : await unlessInterrupted(signal, () => preparedControls(lab.images, signal), null),
    environment: implementations.every(isBundled) ? pinnedEnvironment() : toolEnvironment(),
    evidence: await prepareEvidence(evidence, folder, toolEnvironment(), signal),
    failureLimit: failureLimitOf(flags),
    skipWedged: flags.keepGoing !== true,
    caseTimeoutMs: flags.caseTimeout === undefined ? null : flags.caseTimeout * 1000,
    unusable: unusableReasons(prepared),
    retry: { rules, retries: gate.retries },
  };
  const { labFailure, journalFailure, ...executed } = await execute(request, {
    onPlan: (left) => reporters.begin(left.length),
    onCase(result) {
      reporters.onCase(result);
      collectGarbage();
    },
    onWaiting: reporters.onWaiting,
  });
  const outcome = withMissing(executed, header);
  const { interrupted, notRun, cases } = outcome;
  const troubles = { interrupted, labFailure, journalFailure, notRun: notRun.length };
  const conclusion = concludeRun(cases, { ...troubles, choice: gate, rules });
  const report = makeReport(
    { folder, header, ...outcome },
    {
      scenarios: await allScenarios(flags.scenarios),
      baseline: conclusion.rules.baseline,
      gate: conclusion.rules,
      runCommand: runCommand(header),
      repeatCommand: repeatCommands({ flags, command, names, implementations, seed: header.seed }),
      outputOf: storedOutputs(folder),
    },
  );
  const reported = await reporters.end(report, troubles);
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

/** A run that is interrupted before its first case has its plan and its reports nevertheless. */
async function unlessInterrupted<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  instead: T,
): Promise<T> {
  try {
    const result = await work();
    return signal.aborted ? instead : result;
  } catch (error) {
    if (signal.aborted) {
      return instead;
    }
    throw error;
  }
}

function failureLimitOf({ bail, maxFailures }: RunFlags): FailureLimit | null {
  if (bail === true) {
    return { failures: 1, option: "--bail" };
  }
  const option = `--max-failures ${maxFailures}`;
  return maxFailures === undefined ? null : { failures: maxFailures, option };
}

interface PlanWords {
  readonly gate: GateChoice;
  readonly rules: GateRules;
  readonly named: readonly Implementation[];
  readonly lab: LabChoice;
  readonly signal: AbortSignal;
}

interface ChosenPlan extends PreparedAll {
  readonly networks: readonly Network[];
  readonly plan: readonly PlannedCase[];
  /** Scenarios that were left out on request, by id. */
  readonly excluded: readonly string[];
  /** The options that led to it, which `--last-failed` changes. */
  readonly flags: RunFlags;
  /** Options that select the same cases again. */
  readonly asked: RunFlags;
}

/** More ids than this are counted, not listed in a sentence. */
const listedMax = 3;

function firstOf(ids: readonly string[]): string {
  const others = ids.length - listedMax;
  const listed = ids.slice(0, listedMax).join(", ");
  return others > 0 ? `${listed} and ${others} more` : `all of ${listed}`;
}

/**
 * @returns a sentence where nothing is selected.
 * @throws errors for invalid input, each with a code that maps to status 2.
 */
async function choosePlan(
  given: RunFlags,
  { gate, rules, named, lab, signal }: PlanWords,
): Promise<ChosenPlan | string> {
  const last = await chooseLastFailed(given, { gate, rules, implementations: named });
  if (typeof last === "string") {
    return last;
  }
  const flags = last?.flags ?? given;
  const { scenarios, excluded } = await chooseScenarios(flags);
  if (scenarios.length === 0 && excluded.length > 0) {
    return `nothing is left: --exclude leaves out ${firstOf(excluded)}.`;
  }
  if (scenarios.length === 0) {
    const patterns = (flags.scenario ?? []).join(", ");
    return `no scenario of the profile ${flags.profile} matches ${patterns}.`;
  }
  const networks = chooseNetworks(flags.network ?? ["clean"]);
  if (!networks.some((network) => scenarios.some((scenario) => holdsOn(scenario, network)))) {
    return (
      "the limits of the selected scenarios hold on a clean link only; " +
      "add clean to --network, or select others (sockspec list scenarios --network lte)."
    );
  }
  const wanted = last?.implementations ?? named;
  const ready = await unlessInterrupted(signal, () => prepareAll(wanted, lab, signal), {
    implementations: wanted,
    prepared: new Map(),
  });
  const whole = planCases({
    abilities: lab.abilities,
    implementations: ready.implementations,
    scenarios,
    networks,
    repetitions: flags.repeatEach,
    seed: flags.seed,
  });
  const plan = last?.select(whole) ?? whole;
  const why = plan.length === 0 ? "what failed is not among the selected." : whyIdle(plan, rules);
  return why ?? { ...ready, networks, plan, excluded, flags, asked: last?.asked ?? flags };
}
