import { loadBaseline } from "../implementation/baseline.ts";
import type { Implementation } from "../implementation/manifest.ts";
import type { Prepared } from "../implementation/prepare.ts";
import { chooseNetworks } from "../network/choose-networks.ts";
import { holdsOn, planCases } from "../plan/plan.ts";
import type { RunReport } from "../report/run-report.ts";
import { failsAsExpected } from "../verdict/baseline.ts";
import { allScenarios } from "./all-scenarios.ts";
import { isBundled, pinnedEnvironment, toolEnvironment } from "./bundled.ts";
import { chooseImplementations } from "./choose-implementations.ts";
import { chooseLab, type LabChoice } from "./choose-lab.ts";
import { chooseScenarios } from "./choose-scenarios.ts";
import { preparedControls } from "./controls.ts";
import { type ExitStatus, exitStatus } from "./exit-status.ts";
import { makeHeader, makeRunId } from "./make-header.ts";
import { makeReport } from "./make-report.ts";
import { prepareForLab } from "./prepare-for-lab.ts";
import { chooseReporters, startReporters } from "./reporters.ts";
import type { RunFlags } from "./run-flags.ts";
import { runOnKernels } from "./run-on-kernels.ts";
import { recordNewRun, type StartRecording } from "./run-recording.ts";
import { requestOf } from "./run-request.ts";
import { UsageError } from "./usage-error.ts";

/** @returns the exit status. */
export async function runRun(
  names: readonly string[],
  command: readonly string[] | null,
  flags: RunFlags,
  signal: AbortSignal,
  startRecording: StartRecording = recordNewRun,
): Promise<ExitStatus> {
  const startedAt = new Date();
  const startedNs = process.hrtime.bigint();
  const runId = makeRunId(startedAt);
  const requests = chooseReporters(flags);
  const lab = await chooseLab(flags, { runId, signal });
  const chosen = chooseImplementations(names, command, { ...flags, lab: lab.kind });
  const scenarios = await chooseScenarios(flags);
  if (scenarios.length === 0) {
    const patterns = (flags.scenario ?? []).join(", ");
    console.error(`sockspec: no scenario of the profile ${flags.profile} matches ${patterns}.`);
    return exitStatus.nothingSelected;
  }
  const networks = chooseNetworks(flags.network ?? ["clean"]);
  if (!networks.some((network) => scenarios.some((one) => holdsOn(one, network)))) {
    console.error(
      "sockspec: the limits of the selected scenarios hold on a clean link only; " +
        "add clean to --network, or select others (sockspec list scenarios --network lte).",
    );
    return exitStatus.nothingSelected;
  }
  const { implementations, prepared } = await prepareAll(chosen, lab, signal);
  const plan = planCases({
    abilities: lab.abilities,
    ...{ scenarios, implementations, networks },
    repetitions: flags.repeatEach,
    seed: flags.seed,
  });
  const asked = requestOf(names, command, flags);
  const facts = { runId, asked, flags, lab, implementations, networks, prepared, plan };
  const planned = { header: makeHeader(startedAt, facts), plan, output: flags.output };
  using recording = startRecording(planned);
  const { header, folder, journal, left, sessionsBefore } = recording;
  const baseline = implementations.flatMap(loadBaseline);
  const reporters = startReporters(requests, { baseline });
  reporters.begin(left.length);
  const ran = await runOnKernels(left, {
    ...{
      lab,
      runId,
      folder,
      sessionsBefore,
      signal,
      fixedPort: flags.port ?? null,
      jobs: flags.jobs,
    },
    labKind: lab.kind,
    controls: lab.kind === "remote" ? null : await preparedControls(lab.images, signal),
    environment: implementations.every(isBundled) ? pinnedEnvironment() : toolEnvironment(),
    bail: flags.bail === true,
    unusable: unusableReasons(prepared),
    onCase: (finished) => {
      const kept = journal.appendCase(finished);
      reporters.onCase(kept);
      return kept;
    },
    onSession: (session) => journal.append({ type: "session", ...session }),
  });
  const ownMs = Number(process.hrtime.bigint() - startedNs) / 1e6;
  journal.append({ type: "end", wallMs: ownMs, interrupted: ran.interrupted });
  const { labFailure, ...outcome } = recording.whole(ran);
  const report = makeReport(
    { folder, header, ...outcome, wallMs: recording.wallMs(ownMs) },
    {
      ...{ scenarios: await allScenarios(flags.scenarios), baseline },
      started: { flags, command, implementations },
    },
  );
  const reported = await reporters.end(report, { labFailure, journalFailure: journal.failure });
  const isWhole = labFailure === null && journal.failure === null && reported;
  return statusOf(report, isWhole);
}

async function prepareAll(
  implementations: readonly Implementation[],
  lab: LabChoice,
  signal: AbortSignal,
): Promise<{
  readonly implementations: readonly Implementation[];
  readonly prepared: ReadonlyMap<string, Prepared>;
}> {
  if (lab.kind === "remote") {
    return { implementations, prepared: new Map() };
  }
  const all = await Promise.all(
    implementations.map(async (one) => {
      const environment = isBundled(one) ? pinnedEnvironment() : toolEnvironment();
      return await prepareForLab(one, lab.images, { environment, signal });
    }),
  );
  const found = new Map(all.map((one) => [one.implementation.name, one.prepared]));
  const reasons = [...found.values()].map((one) => one.unusable);
  if (reasons.length > 0 && reasons.every((reason) => reason !== null)) {
    throw new UsageError(reasons.join("\n"));
  }
  return { implementations: all.map((one) => one.implementation), prepared: found };
}

function unusableReasons(prepared: ReadonlyMap<string, Prepared>): ReadonlyMap<string, string> {
  const reasons = [...prepared].flatMap(([name, { unusable }]) =>
    unusable === null ? [] : [[name, unusable] as const],
  );
  return new Map(reasons);
}

/** @param isWhole whether all could be run, stored and told. */
function statusOf({ run, baseline, staleEntries }: RunReport, isWhole: boolean): ExitStatus {
  const verdicts = new Set(run.cases.map((one) => one.verdict));
  if (run.interrupted) {
    return exitStatus.interrupted;
  }
  const failed = run.cases.filter((one) => one.verdict === "fail");
  const surprises = failed.filter((one) => !failsAsExpected(one, baseline));
  if (surprises.length > 0 || staleEntries.length > 0) {
    return exitStatus.requirementFailed;
  }
  const undecided =
    verdicts.has("error") ||
    verdicts.has("inconclusive") ||
    (!verdicts.has("pass") && !verdicts.has("fail"));
  return undecided || !isWhole ? exitStatus.noVerdict : exitStatus.asExpected;
}
