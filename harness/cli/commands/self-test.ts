import { tmpdir } from "node:os";
import type { FaultyImplementation } from "../../implementation/faults.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { formatKillMatrix } from "../../report/pages/kill-matrix.ts";
import { type Paint, startPaint } from "../../report/terminal/glyphs.ts";
import {
  type Progress,
  startLineProgress,
  startLiveProgress,
} from "../../report/terminal/progress.ts";
import { type ExecutedRun, execute } from "../../run/execute.ts";
import type { LabChoice } from "../../run/lab-choice.ts";
import type { LabCount } from "../../run/lab-pool.ts";
import { pinnedEnvironment } from "../choose/bundled.ts";
import { controlCases } from "../choose/controls.ts";
import { chooseLab } from "../choose/lab.ts";
import { type ExitStatus, exitStatus, UsageError } from "../exit-status.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { type Screen, screenOf } from "../reporters/screen.ts";
import { printBroken } from "../self-test/broken.ts";
import { concludeCounts } from "../self-test/counts.ts";
import { buildAll, chooseFaults, planFaults } from "../self-test/faults.ts";
import {
  holdAgainstLists,
  isAsListed,
  observedKills,
  withUnlistedAsProblems,
} from "../self-test/lists.ts";

export interface SelfTestOptions extends Pick<RunFlags, "jobs" | "seed" | "repeatEach" | "strict"> {
  /** Whether faults are played only in the scenarios of which their lists name a check. */
  readonly listed?: boolean | undefined;
  /** Whether the counts of repeated kills are kept beside the faults. */
  readonly record?: boolean | undefined;
  readonly signal: AbortSignal;
}

/** Waiting for deadlines is most of the work: faults are slow to fail. */
const defaultJobs: LabCount = { least: 6, most: 14 };

/** Runs every fault against every scenario, and holds the checks that fail against the list. */
export async function runSelfTest(
  patterns: readonly string[],
  options: SelfTestOptions,
): Promise<ExitStatus> {
  const { signal, seed, repeatEach: repetitions = 1, listed = false, record = false } = options;
  const isCounting = repetitions > 1;
  if (listed && options.strict === true) {
    throw new UsageError(
      "--listed leaves out what --strict is to find: expected one of the two, found both.",
    );
  }
  if (record && !isCounting) {
    throw new UsageError(
      "--record keeps how often each kill happens: expected --repeat-each 20 beside it, found none.",
    );
  }
  const faults = chooseFaults(patterns);
  await buildAll(faults, signal);
  const lab = await chooseLab({ lab: "netns", kernel: "auto" }, { runId: "self-test", signal });
  const { abilities } = lab;
  const plan = planFaults(faults, {
    abilities,
    repetitions,
    seed,
    listedOnly: listed || isCounting,
  });
  const screen = screenOf(process.stdout);
  const paint = startPaint(screen.coloured);
  const progress = startProgress(screen, paint, plan.length);
  const play = (cases: readonly PlannedCase[], jobs: number | LabCount) =>
    playCases(cases, { jobs, lab, signal, progress });
  const first = await play(plan, options.jobs ?? defaultJobs);
  const strict = options.strict === true;
  const isUndecided = (result: CaseResult) =>
    isCounting ? result.verdict === "inconclusive" : !isAsListed(result, faults, strict);
  const undecidedIndexes = new Set(first.cases.filter(isUndecided).map(({ index }) => index));
  const undecided = plan.filter(({ index }) => undecidedIndexes.has(index));
  // A starved host decides nothing, hides what a fault costs (a server that is late reads more at
  // once), and lets a late server trip what it otherwise does not. With fewer beside them, the same
  // cases are not starved.
  const played =
    undecided.length === 0
      ? first
      : withPlayedAgain(first, await play(undecided, isCounting ? 3 : 1));
  progress.end();
  if (isCounting) {
    return concludeCounts(faults, played, { paint, recorded: record, plays: repetitions });
  }
  const partly = patterns.length > 0;
  return concludeMatrix(played, { faults, undecided, paint, partly, strict });
}

/** @returns the run with the results of its second round in the place of those of the first. */
function withPlayedAgain(first: ExecutedRun, second: ExecutedRun): ExecutedRun {
  const again = new Map(second.cases.map((result) => [result.index, result]));
  return {
    ...first,
    cases: first.cases.map((result) => again.get(result.index) ?? result),
    interrupted: first.interrupted || second.interrupted,
    labFailure: first.labFailure ?? second.labFailure,
  };
}

function startProgress({ rewritesLines, columns }: Screen, paint: Paint, total: number): Progress {
  const start = rewritesLines ? startLiveProgress : startLineProgress;
  const write = (text: string) => void process.stdout.write(text);
  return start({ total, paint, write, screenColumns: columns });
}

interface PlayOptions {
  readonly jobs: number | LabCount;
  readonly lab: LabChoice;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

function playCases(
  plan: readonly PlannedCase[],
  { jobs, lab, signal, progress }: PlayOptions,
): Promise<ExecutedRun> {
  const request = {
    plan,
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
  };
  return execute(request, { onCase: progress.onCase });
}

interface MatrixOptions {
  readonly faults: readonly FaultyImplementation[];
  /** The cases that were run a second time. */
  readonly undecided: readonly PlannedCase[];
  readonly paint: Paint;
  /** Whether only some of the faults were played. */
  readonly partly: boolean;
  /** Whether unlisted checks that fail are problems. */
  readonly strict: boolean;
}

/** Prints the kill matrix. @returns whether it is as the lists say. */
function concludeMatrix(
  { cases, interrupted, labFailure }: ExecutedRun,
  { faults, undecided, paint, partly, strict }: MatrixOptions,
): ExitStatus {
  if (interrupted) {
    return exitStatus.interrupted;
  }
  const observed = cases.map(observedKills);
  const compared = holdAgainstLists(faults, observed, partly);
  const matrix = strict ? withUnlistedAsProblems(compared) : compared;
  console.log(formatKillMatrix(matrix, observed, paint));
  printRepeated(undecided);
  if (printBroken(cases, labFailure, paint)) {
    return exitStatus.noVerdict;
  }
  return matrix.problems.length === 0 ? exitStatus.asExpected : exitStatus.requirementFailed;
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
