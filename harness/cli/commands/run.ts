import { startStopwatch } from "../../history/clock.ts";
import { chooseXstate } from "../../lab/guest/xstate.ts";
import { type ExecuteRequest, execute } from "../../run/execute.ts";
import { makeHeader, makeRunId } from "../../run/header.ts";
import { recordNewRun, type StartRecording } from "../../run/recording.ts";
import { allScenarios } from "../choose/all-scenarios.ts";
import { isBundled, pinnedEnvironment, toolEnvironment } from "../choose/bundled.ts";
import { chooseCases } from "../choose/cases.ts";
import { preparedControls } from "../choose/controls.ts";
import { chooseEvidence, prepareEvidence } from "../choose/evidence.ts";
import { chooseLab } from "../choose/lab.ts";
import { unusableReasons } from "../choose/prepare-all.ts";
import { requestOf } from "../choose/request.ts";
import type { RunFlags } from "../choose/run-flags.ts";
import { type ExitStatus, exitStatus } from "../exit-status.ts";
import { concludeRun } from "../gate/conclusion.ts";
import { tellConclusion } from "../gate/print.ts";
import { makeReport } from "../make-report.ts";
import { chooseReporters, startReporters } from "../reporters/reporters.ts";

/** @returns the exit status. */
export async function runRun(
  names: readonly string[],
  command: readonly string[] | null,
  given: RunFlags,
  signal: AbortSignal,
  startRecording: StartRecording = recordNewRun,
): Promise<ExitStatus> {
  const startedAt = new Date();
  const sinceMs = startStopwatch();
  const runId = makeRunId(startedAt);
  const requests = chooseReporters(given);
  const evidence = chooseEvidence(given);
  const lab = await chooseLab(given, { runId, signal });
  const chosen = await chooseCases({ names, command, flags: given }, lab, signal);
  if (typeof chosen === "string") {
    console.error(`sockspec: ${chosen}`);
    return exitStatus.nothingSelected;
  }
  const { flags, gate, plan, prepared, implementations } = chosen;
  const asked = requestOf(names, command, chosen.asked);
  const inGuest = plan.some(({ network }) => lab.kernelFor(network) === "guest");
  const xstate = inGuest ? await chooseXstate(toolEnvironment()) : null;
  const guestStatePaddedToBytes = xstate?.paddedToBytes ?? null;
  const commandLine = process.argv.slice(2);
  const facts = { ...chosen, runId, commandLine, asked, lab, guestStatePaddedToBytes };
  const planned = { header: makeHeader(startedAt, facts), plan, output: flags.output };
  using recording = startRecording(planned);
  const { header, folder } = recording;
  const reporters = startReporters(requests, { baseline: chosen.rules.baseline });
  const request: ExecuteRequest = {
    ...{ plan, lab, runId, folder, recording, signal, sinceMs, jobs: flags.jobs },
    fixedPort: flags.port ?? null,
    controls: lab.kind === "remote" ? null : await preparedControls(lab.images, signal),
    environment: implementations.every(isBundled) ? pinnedEnvironment() : toolEnvironment(),
    evidence: await prepareEvidence(evidence, folder, toolEnvironment()),
    bail: flags.bail === true,
    unusable: unusableReasons(prepared),
    retry: { rules: chosen.rules, retries: gate.retries },
  };
  const { labFailure, journalFailure, ...outcome } = await execute(request, {
    onPlan: (left) => reporters.begin(left.length),
    onCase: reporters.onCase,
  });
  const { interrupted, cases } = outcome;
  const troubles = { interrupted, labFailure, journalFailure };
  const conclusion = concludeRun(cases, { ...troubles, choice: gate, rules: chosen.rules });
  const report = makeReport(
    { folder, header, ...outcome },
    {
      scenarios: await allScenarios(flags.scenarios),
      ...{ baseline: conclusion.rules.baseline, gate: conclusion.rules },
      started: { flags, command, implementations },
    },
  );
  const reported = await reporters.end(report, troubles);
  const quiet = requests.terminal === "silent";
  return tellConclusion(conclusion, { ...troubles, reported, quiet });
}
