import { measurements } from "../../../scenarios/measurements/catalogue.ts";
import { startStopwatch } from "../../history/clock.ts";
import type { CaseResult } from "../../journal/case-result.ts";
import { chooseNetworks } from "../../network/choose.ts";
import { interleave } from "../../plan/interleave.ts";
import { planCases } from "../../plan/plan.ts";
import { selectByPattern } from "../../plan/select.ts";
import { type ExecutedRun, execute } from "../../run/execute.ts";
import { makeHeader, makeRunId } from "../../run/header.ts";
import { recordNewRun } from "../../run/recording.ts";
import { isBundled, pinnedEnvironment, toolEnvironment } from "../choose/bundled.ts";
import { preparedControls } from "../choose/controls.ts";
import { chooseImplementations } from "../choose/implementations.ts";
import { chooseLab } from "../choose/lab.ts";
import { prepareAll, unusableReasons } from "../choose/prepare.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { requestOf } from "../options/request.ts";
import type { RunFlags } from "../options/run-flags.ts";
import { formatMeasured } from "./compare.ts";

/** Measures implementations side by side, and prints how they compare. */
export async function runBench(
  names: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const startedAt = new Date();
  const sinceMs = startStopwatch();
  const runId = makeRunId(startedAt);
  const lab = await chooseLab(flags, { runId, signal });
  const named = chooseImplementations(names, command, { ...flags, lab: lab.kind });
  const scenarios = selectByPattern("measurement", measurements, flags.scenario ?? []);
  const networks = chooseNetworks(flags.network ?? ["clean"]);
  const { implementations, prepared } = await prepareAll(named, lab, signal);
  const ordered = planCases({
    abilities: lab.abilities,
    implementations,
    scenarios,
    networks,
    repetitions: flags.repeatEach,
    seed: flags.seed,
  });
  const plan = interleave(ordered, flags.seed);
  const asked = requestOf(names, command, flags);
  const header = makeHeader(startedAt, {
    runId,
    commandLine: process.argv.slice(2),
    workingFolder: process.cwd(),
    asked,
    flags: { seed: flags.seed, jobs: 1 },
    lab,
    implementations,
    networks,
    plan,
    prepared,
    guestStatePaddedToBytes: null,
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
      controls: lab.kind === "remote" ? null : await preparedControls(lab.images, signal),
      environment: implementations.every(isBundled) ? pinnedEnvironment() : toolEnvironment(),
      failureLimit: null,
      unusable: unusableReasons(prepared),
    },
    { onCase: progress.onCase },
  );
  progress.end();
  process.stdout.write(formatMeasured(outcome.cases, "text", flags.seed));
  console.log(describeLeftOut(outcome.cases));
  console.log(`stored in ${recording.folder}`);
  return statusOf(outcome);
}

/** Cases whose figures do not count, a line each. */
function describeLeftOut(cases: readonly CaseResult[]): string {
  const leftOut = cases.filter(({ verdict }) => verdict !== "pass");
  const lines = leftOut.map(
    ({ implementation, scenario, network, repetition, verdict, reason, checks }) => {
      const failed = checks.find(({ status }) => status === "fail");
      const why = reason ?? failed?.observed ?? "";
      return `  ${implementation} ${scenario} on ${network}, repetition ${repetition}: ${verdict}, ${why}`;
    },
  );
  return [`${cases.length - leftOut.length} of ${cases.length} repetitions count`, ...lines].join(
    "\n",
  );
}

/** What an implementation must do is required here, too; how well it does it is only measured. */
function statusOf({ interrupted, labFailure, cases }: ExecutedRun): ExitStatus {
  if (interrupted) {
    return exitStatus.interrupted;
  }
  if (cases.some(({ verdict }) => verdict === "fail")) {
    return exitStatus.requirementFailed;
  }
  return labFailure === null && cases.some(({ verdict }) => verdict === "pass")
    ? exitStatus.asExpected
    : exitStatus.noVerdict;
}

/** One line in place on standard error: how much is done, and how long the rest will take. */
function startBenchProgress(total: number, sinceMs: () => number) {
  const write = process.stderr.isTTY ? (text: string) => process.stderr.write(text) : () => true;
  let done = 0;
  return {
    onCase(): void {
      done += 1;
      const leftSeconds = Math.round(((sinceMs() / done) * (total - done)) / 1000);
      write(`\r\u001b[2K${done} of ${total} measured, ${leftSeconds} s left`);
    },
    end(): void {
      write("\r\u001b[2K");
    },
  };
}
