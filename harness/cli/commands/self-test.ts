import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogue } from "../../../scenarios/catalogue.ts";
import { type FaultyImplementation, loadFaults } from "../../implementation/faults.ts";
import { prepareImplementation } from "../../implementation/prepare.ts";
import { recordKills } from "../../implementation/recorded-kills.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { clean } from "../../network/profiles.ts";
import { type LabAbilities, type PlannedCase, planCases } from "../../plan/plan.ts";
import { inProfile, selectByPattern } from "../../plan/select.ts";
import { formatKillCounts, formatKillMatrix } from "../../report/pages/kill-matrix.ts";
import { type Paint, startPaint } from "../../report/terminal/glyphs.ts";
import { startLineProgress, startLiveProgress } from "../../report/terminal/progress.ts";
import { type ExecutedRun, execute } from "../../run/execute.ts";
import type { LabCount } from "../../run/lab-pool.ts";
import { epilogueChecks, ownChecks } from "../../scenario/epilogue.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { type KillCount, killCounts } from "../../verdict/kill-counts.ts";
import {
  type ExpectedKills,
  type KillMatrix,
  killMatrix,
  missedKills,
  type ObservedKills,
  unlistedKills,
} from "../../verdict/kill-matrix.ts";
import { pinnedEnvironment } from "../choose/bundled.ts";
import { projectRoot } from "../choose/bundled-names.ts";
import { controlCases } from "../choose/controls.ts";
import { chooseLab } from "../choose/lab.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { screenOf } from "../reporters/screen.ts";

export interface SelfTestOptions extends Pick<RunFlags, "jobs" | "seed" | "repeatEach" | "strict"> {
  /** Whether the counts of repeated kills are kept beside the faults. */
  readonly record?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** Waiting for deadlines is most of the work: faults are slow to fail. */
const defaultJobs: LabCount = { least: 4, most: 8 };

/** Runs every fault against every scenario, and holds the checks that fail against the list. */
export async function runSelfTest(
  patterns: readonly string[],
  options: SelfTestOptions,
): Promise<ExitStatus> {
  if (options.record === true && !isCounting(options)) {
    throw new UsageError(
      "--record keeps how often each kill happens: expected --repeat-each 20 beside it, found none.",
    );
  }
  const all = loadAllFaults();
  const faults = selectByPattern(
    "fault",
    all.map((faulty) => ({ ...faulty, id: faulty.implementation.name })),
    patterns,
  );
  const { signal } = options;
  await buildAll(faults, signal);
  const lab = await chooseLab({ lab: "netns", kernel: "auto" }, { runId: "self-test", signal });
  const plan = planFaults(faults, lab.abilities, options);
  const screen = screenOf(process.stdout);
  const paint = startPaint(screen.coloured);
  const write = (text: string) => void process.stdout.write(text);
  const startProgress = screen.rewritesLines ? startLiveProgress : startLineProgress;
  const progress = startProgress({
    total: plan.length,
    paint,
    write,
    screenColumns: screen.columns,
  });
  const runCases = (cases: readonly PlannedCase[], jobs: number | LabCount) =>
    execute(
      {
        plan: cases,
        lab,
        jobs,
        signal,
        fixedPort: null,
        failureLimit: null,
        runId: "self-test",
        folder: tmpdir(),
        controls: controlCases(),
        environment: pinnedEnvironment(),
        unusable: new Map(),
      },
      { onCase: progress.onCase },
    );
  const first = await runCases(plan, options.jobs ?? defaultJobs);
  if (isCounting(options)) {
    progress.end();
    return concludeCounts(faults, first, { paint, recorded: options.record === true });
  }
  const undecided = plan.filter(({ index }) =>
    first.cases.some((result) => result.index === index && !isAsListed(result, faults)),
  );
  // A starved host decides nothing, hides what a fault costs (a server that is late reads more at
  // once), and lets a late server trip what it otherwise does not. Alone, the same cases are not
  // starved.
  const second = undecided.length === 0 ? first : await runCases(undecided, 1);
  progress.end();
  if (first.interrupted || second.interrupted) {
    return exitStatus.interrupted;
  }
  const cases = plan.flatMap(
    ({ index }) => [...second.cases, ...first.cases].find((result) => result.index === index) ?? [],
  );
  const observed = cases.map(observedKills);
  const compared = holdAgainstLists(faults, observed, patterns.length > 0);
  const matrix = options.strict === true ? asProblems(compared) : compared;
  console.log(formatKillMatrix(matrix, observed, paint));
  printRepeated(undecided);
  if (reportBroken(cases, first.labFailure ?? second.labFailure, paint)) {
    return exitStatus.noVerdict;
  }
  return matrix.problems.length === 0 ? exitStatus.asExpected : exitStatus.requirementFailed;
}

/** The default ones, and others that a fault names: they take long, and run for that fault alone. */
function scenariosFor(faults: readonly FaultyImplementation[]): readonly Scenario[] {
  return catalogue.filter(
    (scenario) => isDefault(scenario) || faults.some(({ fault }) => isNamedBy(scenario, fault)),
  );
}

function isDefault(scenario: Scenario): boolean {
  return inProfile([scenario], "default").length > 0;
}

function isNamedBy({ id }: Scenario, { kills }: FaultyImplementation["fault"]): boolean {
  return kills.some((kill) => kill.startsWith(`${id}:`));
}

/** The same, with unlisted checks among the problems. */
function asProblems({ problems, unlisted, ...matrix }: KillMatrix): KillMatrix {
  return { ...matrix, problems: [...problems, ...unlisted], unlisted: [] };
}

/** Lists the cases that were run a second time, with nothing beside them. */
function printRepeated(cases: readonly PlannedCase[]): void {
  if (cases.length === 0) {
    return;
  }
  console.log(`${cases.length} cases were not as their lists say, and were run again alone:`);
  console.log(
    cases
      .map(({ implementation, scenario }) => `  ${implementation.name} ${scenario.id}`)
      .join("\n"),
  );
}

function loadAllFaults(): readonly FaultyImplementation[] {
  const folder = join(projectRoot, "impls", "faulty");
  return readdirSync(folder).flatMap((family) => loadFaults(join(folder, family)));
}

async function buildAll(
  faults: readonly FaultyImplementation[],
  signal: AbortSignal,
): Promise<void> {
  const { good, bad } = controlCases();
  const needed = [good, bad].map(({ planned }) => planned.implementation);
  const byFolder = new Map(
    [...faults.map((faulty) => faulty.implementation), ...needed].map((implementation) => [
      implementation.folder,
      implementation,
    ]),
  );
  for (const implementation of byFolder.values()) {
    const options = { environment: pinnedEnvironment(), signal };
    const { unusable } = await prepareImplementation(implementation, options);
    if (unusable !== null) {
      throw new UsageError(unusable);
    }
  }
}

/** Prints cases that could not be played. @returns whether there were any, or no lab. */
function reportBroken(
  cases: readonly CaseResult[],
  labFailure: Error | null,
  paint: Paint,
): boolean {
  const broken = cases.filter((result) => result.verdict === "error");
  for (const { implementation, scenario, reason } of broken) {
    console.error(paint("red", `! ${implementation} ${scenario}: ${reason}`));
  }
  if (broken.length > 0 || labFailure !== null) {
    console.error(labFailure?.message ?? "");
    return true;
  }
  return false;
}

/** Whether kills are counted over repetitions, rather than held against the lists. */
function isCounting({ repeatEach = 1 }: SelfTestOptions): boolean {
  return repeatEach > 1;
}

function planFaults(
  faults: readonly FaultyImplementation[],
  abilities: LabAbilities,
  options: SelfTestOptions,
): readonly PlannedCase[] {
  const plan = planCases({
    abilities,
    scenarios: scenariosFor(faults),
    implementations: faults.map((faulty) => faulty.implementation),
    networks: [clean],
    repetitions: options.repeatEach ?? 1,
    seed: options.seed,
  });
  return plan.filter(
    (planned) => isListed(planned, faults) || (!isCounting(options) && isDefault(planned.scenario)),
  );
}

/** Whether the fault's list names a check of the case's scenario. */
function isListed(
  { implementation, scenario }: PlannedCase,
  faults: readonly FaultyImplementation[],
): boolean {
  const found = findFaulty(faults, implementation.name);
  return found?.fault.kills.some((kill) => kill.startsWith(`${scenario.id}:`)) ?? false;
}

function findFaulty(
  faults: readonly FaultyImplementation[],
  name: string,
): FaultyImplementation | undefined {
  return faults.find(({ implementation }) => implementation.name === name);
}

/** Prints how often each listed check failed. A kill that depends on luck is a problem. */
function concludeCounts(
  faults: readonly FaultyImplementation[],
  { cases, interrupted, labFailure }: ExecutedRun,
  { paint, recorded }: { readonly paint: Paint; readonly recorded: boolean },
): ExitStatus {
  if (interrupted) {
    return exitStatus.interrupted;
  }
  const counts = killCounts(faults.map(expectedKills), cases.map(observedKills));
  const played = counts.filter(({ of }) => of > 0);
  console.log(formatKillCounts(played, paint));
  if (reportBroken(cases, labFailure, paint)) {
    return exitStatus.noVerdict;
  }
  if (recorded) {
    recordCounts(faults, played);
  }
  return played.every(({ killed, of }) => killed === of)
    ? exitStatus.asExpected
    : exitStatus.requirementFailed;
}

/** Keeps the counts in the folder of each fault. */
function recordCounts(faults: readonly FaultyImplementation[], counts: readonly KillCount[]): void {
  const folders = Map.groupBy(faults, ({ implementation }) => implementation.folder);
  for (const [folder, inFolder] of folders) {
    const recorded = inFolder.flatMap(({ fault, implementation }) => {
      const own = counts.filter((count) => count.fault === implementation.name);
      const failed = Object.fromEntries(own.map(({ check, killed }) => [check, killed]));
      const [{ of: plays } = { of: 0 }] = own;
      return plays === 0 ? [] : [[fault.name, { plays, failed }] as const];
    });
    const listed = loadFaults(folder).map(({ fault }) => fault.name);
    recordKills(folder, Object.fromEntries(recorded), listed);
  }
}

function expectedKills({ fault, implementation }: FaultyImplementation): ExpectedKills {
  return { fault: implementation.name, kills: fault.kills, mayTrip: fault.mayTrip };
}

/** Whether all that the fault's list names failed, and nothing else. */
function isAsListed(result: CaseResult, faults: readonly FaultyImplementation[]): boolean {
  const found = findFaulty(faults, result.implementation);
  if (result.verdict === "inconclusive" || found === undefined) {
    return false;
  }
  const observed = observedKills(result);
  const expected = expectedKills(found);
  return (
    missedKills(expected, observed).length === 0 && unlistedKills(expected, observed).length === 0
  );
}

function observedKills(result: CaseResult): ObservedKills {
  return {
    fault: result.implementation,
    scenario: result.scenario,
    failedChecks: result.checks.filter((check) => check.status === "fail").map((check) => check.id),
  };
}

/** With only some of the faults, checks that none of them kills are not a problem. */
function holdAgainstLists(
  faults: readonly FaultyImplementation[],
  observed: readonly ObservedKills[],
  partly: boolean,
): KillMatrix {
  const matrix = killMatrix({
    scenarios: scenariosFor(faults).map((scenario) => ({
      id: scenario.id,
      checks: ownChecks(scenario).map((check) => check.id),
    })),
    universalChecks: epilogueChecks.map((check) => check.id),
    expected: faults.map(expectedKills),
    observed,
  });
  const problems = matrix.problems.filter(
    (problem) => !(partly && problem.includes("killed by no fault")),
  );
  return { ...matrix, problems };
}
