import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { chooseSettings, type TypedRun } from "../cli/choose/settings.ts";
import { type ChosenPlan, choosePlan } from "../cli/grading/choose-plan.ts";
import {
  type ChosenRun,
  type PlayedRun,
  playRun,
  recordRun,
  repeatOf,
} from "../cli/grading/play-run.ts";
import { commandLineOf } from "../cli/options/command-line.ts";
import type { FileRequest } from "../cli/reporters/requests.ts";
import { writeFormat } from "../cli/reporters/write-format.ts";
import { startStopwatch } from "../history/clock.ts";
import type { History } from "../history/history.ts";
import { messageOf } from "../host/message-of.ts";
import { prepareNative } from "../host/package/native-root.ts";
import { readHistory } from "../journal/case-files.ts";
import type { CaseResult } from "../journal/case-result.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { RunEvents as InternalEvents } from "../run/execute.ts";
import { makeRunId } from "../run/header.ts";
import { type Recording, recordNewRun } from "../run/recording.ts";
import { startRunTimeout } from "../run/run-timeout.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { outcomeOfCase } from "../verdict/gate/case.ts";
import { attemptsOf } from "../verdict/gate/flaky.ts";
import { asSockspecError } from "./as-sockspec-error.ts";
import { type Calls, startCalls } from "./calls.ts";
import { type CaseFacts, caseReport } from "./case-report.ts";
import { withOwn } from "./own-scenarios.ts";
import { readRequest } from "./read-request.ts";
import type { PlannedCaseReport, RunReport } from "./report.ts";
import type { RunRequest } from "./request.ts";
import { runReport } from "./run-report.ts";
import { SockspecError } from "./sockspec-error.ts";

/** What only the adapters of test runners say of a run. */
export interface StartOptions {
  /** Leaves out cases of the plan. Default: none. */
  readonly isWanted?: (planned: PlannedCase) => boolean;
  /** Called with the run's folder when it has been made. */
  readonly onFolder?: (folder: string) => void;
  /** Where the page for people goes, in the run's folder. Default: only where the request says so. */
  readonly page?: (folder: string) => string;
}

/**
 * Plays a request: what `run` of index.ts does.
 *
 * @throws {SockspecError}
 */
export async function startRun(
  request: RunRequest,
  options: StartOptions = {},
): Promise<RunReport> {
  const { typed, ownScenarios } = readRequest(request);
  request.signal?.throwIfAborted();
  const calls = startCalls(request);
  try {
    const report = await play(typed, { request, calls, ownScenarios, ...options });
    calls.rethrow();
    return report;
  } catch (cause) {
    calls.rethrow();
    throw asSockspecError(cause);
  }
}

interface PlayOptions extends StartOptions {
  readonly request: RunRequest;
  readonly calls: Calls;
  readonly ownScenarios: readonly Scenario[];
}

async function play(
  typed: TypedRun,
  { request, calls, ownScenarios, isWanted, onFolder, page }: PlayOptions,
): Promise<RunReport> {
  const startedAt = new Date();
  const sinceMs = startStopwatch();
  const { flags } = typed;
  using limit = startRunTimeout(flags.timeout ?? null);
  const asked = request.signal === undefined ? [] : [request.signal];
  const signal = AbortSignal.any([...asked, calls.signal, limit.signal]);
  await prepareNative({ signal, onNote: () => {} });
  const subject = withOwn(ownScenarios);
  const settings = await chooseSettings(flags, { runId: makeRunId(startedAt), signal, subject });
  const chosen = await choosePlan(typed, settings, isWanted === undefined ? {} : { isWanted });
  if (typeof chosen === "string") {
    throw new SockspecError(`select: ${chosen}`, { code: "NOTHING_SELECTED", field: "select" });
  }
  const folder = join(chosen.flags.output, settings.runId);
  const run = { typed, settings, chosen: withStored(chosen, ownScenarios, folder) };
  using recording = await recordRun(run, {
    startedAt,
    commandLine: commandLineOf(typed.names, typed.command, run.chosen.asked),
    startRecording: recordNewRun,
  });
  storeScenarios(ownScenarios, folder);
  onFolder?.(folder);
  const facts = factsOf(run, recording);
  const played = await playRun({ ...run, recording, sinceMs }, eventsFor(calls, facts));
  const pages = page === undefined ? [] : [{ name: "html", path: page(folder) } as const];
  const unwritten = await writeFiles([...settings.requests.files, ...pages], played.report);
  return reportOf(played, facts, unwritten);
}

/** Stored beside the run, they are found by the commands that repeat its cases. */
function withStored(chosen: ChosenPlan, own: readonly Scenario[], folder: string): ChosenPlan {
  if (own.length === 0) {
    return chosen;
  }
  const scenarios = join(folder, "scenarios");
  return {
    ...chosen,
    flags: { ...chosen.flags, scenarios },
    asked: { ...chosen.asked, scenarios },
  };
}

function storeScenarios(own: readonly Scenario[], folder: string): void {
  for (const scenario of own) {
    const file = join(folder, "scenarios", `${scenario.id}.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify(scenario, null, 2)}\n`);
  }
}

function factsOf(run: ChosenRun, { folder, header }: Recording): CaseFacts {
  const { plan, rules } = run.chosen;
  return {
    folder,
    scenarios: new Map(plan.map(({ scenario }) => [scenario.id, scenario])),
    baseline: rules.baseline,
    repeatCommand: repeatOf(run, header.seed),
  };
}

function eventsFor({ call }: Calls, facts: CaseFacts): InternalEvents {
  return {
    onPlan: (plan) => call("onPlan", () => [plan.map(plannedCase)]),
    onCase: (result, history) => call("onCase", () => [caseReport(result, history, facts)]),
    onSession: ({ session, lab, network, kernel, broken }) =>
      call("onSession", () => [{ session, lab, network, kernel, broken }]),
    onWaiting: (implementation, waitedMs) => call("onWaiting", () => [implementation, waitedMs]),
  };
}

function plannedCase(planned: PlannedCase): PlannedCaseReport {
  const { implementation, scenario, network, repetition, unsupported } = planned;
  return {
    implementation: implementation.name,
    scenario: scenario.id,
    network: network.name,
    ...{ repetition, unsupported },
  };
}

/** @returns why files could not be written, a sentence each. */
async function writeFiles(
  files: readonly FileRequest[],
  report: PlayedRun["report"],
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const { name, path } of files) {
    await writeFormat(name, report, path).catch((cause: unknown) => {
      failures.push(`${name}=${path} could not be written: ${messageOf(cause)}`);
    });
  }
  return failures;
}

function reportOf(played: PlayedRun, facts: CaseFacts, unwritten: readonly string[]): RunReport {
  const { run } = played.report;
  const { rules } = played.conclusion;
  const groups = attemptsOf(run.cases, rules.failOn);
  const attempts = new Map(Array.from(groups, (group) => [group.counted, group]));
  const stored = { ...facts, baseline: rules.baseline };
  const caseOf = (result: CaseResult) => ({
    ...caseReport(result, storedHistory(run.folder, result), stored),
    outcome: outcomeOfCase(attempts.get(result) ?? { attempts: [result], counted: result }, rules),
  });
  return runReport(played, caseOf, unwritten);
}

/** A history that was removed or damaged meanwhile costs a timeline, and no report. */
function storedHistory(folder: string, result: CaseResult): History | null {
  try {
    return result.verdict === "pass" ? null : readHistory({ folder }, result);
  } catch {
    return null;
  }
}
