import { startStopwatch } from "../history/clock.ts";
import type { ControlResult, FinishedCase, SessionResult } from "../journal/case-result.ts";
import { type Lab, LabLostError, LabOpenError } from "../lab/lab.ts";
import { isImpaired, type Network } from "../network/network.ts";
import { clean } from "../network/profiles.ts";
import type { PlannedCase } from "../plan/plan.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Verdict } from "../verdict/verdict.ts";
import { type DriverProcess, startDriver } from "./case/driver-process.ts";
import { type CaseOptions, type OnWaiting, runCase } from "./case/run-case.ts";
import type { DriverMemory } from "./driver-memory.ts";
import type { EvidenceOptions } from "./evidence/options.ts";
import { type SessionEvidence, startSessionEvidence } from "./evidence/session.ts";
import { conclude, type LinkProver, measureBareLink, startProof } from "./prove-link.ts";
import { isUnserved, whyServerGone } from "./server-gone.ts";

/** A case whose verdict is known: what it takes to believe the others of its session. */
export interface ControlCase {
  readonly planned: PlannedCase;
  readonly expected: Verdict;
}

export interface SessionOptions {
  readonly session: number;
  /** What the link is to be like. */
  readonly network: Network;
  readonly openLab: (network: Network) => Promise<Lab>;
  readonly environment: Readonly<Record<string, string>>;
  /** A limit on each case, in ms; control cases and probes have none. Default: none. */
  readonly caseTimeoutMs?: number | null;
  readonly signal: AbortSignal;
  /** Run first and last, and in between; none where the lab starts no servers. */
  readonly controls: { readonly good: ControlCase; readonly bad: ControlCase } | null;
  /** How many cases the session can expect; the bad control runs after half of them. */
  readonly expectedCases: number;
  /** What is recorded of cases beside their histories. Default: nothing. */
  readonly evidence?: EvidenceOptions | null;
  /** Of this session's driver, and of those beside it. */
  readonly memory: DriverMemory;
  readonly onWaiting?: OnWaiting | undefined;
  readonly takeCase: () => PlannedCase | undefined;
  readonly onFinished: (finished: FinishedCase) => void;
  /** The server, which the lab did not start, is gone: no further case can be run. */
  readonly onServerGone: (reason: string) => void;
}

/**
 * Opens a lab and a driver, proves its link, runs cases until none is left, and proves with control
 * cases that what was measured there counts. No case is taken where the link could not be proved.
 *
 * @throws {LabOpenError} when the lab does not open, or cannot impair as the network asks.
 * @throws {LabLostError} when it ends before the session does.
 */
export async function runSession(options: SessionOptions): Promise<SessionResult> {
  const sinceMs = startStopwatch();
  const { network } = options;
  await using lab = await options.openLab(network);
  const openedInMs = sinceMs();
  await using drivers = startDrivers(lab, options.environment);
  await using recorder = await startRecorder(lab, options);
  const run = async (planned: PlannedCase, limited: LimitedCase = withoutLimit) => {
    const driver = await drivers.current();
    const finished = await runCase(planned, { ...options, ...limited, lab, driver });
    options.memory.note(options.session, driver.peakBytes);
    return finished;
  };
  const controls: ControlResult[] = [];
  const { caseTimeoutMs = null } = options;
  const prover = await proveBy(options, lab, async (probe) => {
    const finished = await run(probe);
    // A probe that our own trouble ended says nothing of the link, and leaves the session void.
    if (finished.result.verdict === "error") {
      controls.push(controlResult({ planned: probe, expected: "pass" }, finished));
    }
    return finished;
  });
  const unprovenBefore = conclude(prover?.before ?? []).unproven;
  const runControl = async (control: ControlCase | undefined) => {
    if (control !== undefined) {
      const finished = await run({ ...control.planned, network });
      controls.push(controlResult(control, finished));
    }
  };
  await runControl(options.controls?.good);
  const badAfter = Math.ceil(options.expectedCases / 2);
  let done = 0;
  let waitedMs = 0;
  const takeCase = () => {
    if (!lab.isAlive()) {
      throw new LabLostError();
    }
    return unprovenBefore === null ? options.takeCase() : undefined;
  };
  for (let next = takeCase(); next !== undefined; next = takeCase()) {
    const finished = await run(next, { caseTimeoutMs, evidence: recorder });
    const gone = await whyServerGone(finished, lab);
    if (gone !== null) {
      options.onServerGone(gone);
    }
    if (gone !== null && isUnserved(finished)) {
      break;
    }
    waitedMs += finished.result.demandedWaitMs;
    options.onFinished(finished);
    done += 1;
    if (done === badAfter) {
      await runControl(options.controls?.bad);
    }
  }
  if (done < badAfter) {
    await runControl(options.controls?.bad);
  }
  await runControl(options.controls?.good);
  const broken = controls.find((control) => control.verdict !== control.expected);
  return {
    session: options.session,
    lab: lab.kind,
    network: network.name,
    kernel: lab.facts.kernel,
    proof: prover === null ? null : await prover.finish(),
    openedInMs,
    durationMs: sinceMs(),
    waitedMs,
    driverPeakBytes: options.memory.peakOf(options.session),
    driversPeakBytes: options.memory.together(),
    controls,
    broken: broken === undefined ? null : explainBroken(broken),
  };
}

type LimitedCase = Pick<CaseOptions, "caseTimeoutMs" | "evidence">;

const withoutLimit: LimitedCase = { caseTimeoutMs: null, evidence: null };

async function startRecorder(
  lab: Lab,
  { evidence = null, ...options }: SessionOptions,
): Promise<SessionEvidence | null> {
  return evidence && (await startSessionEvidence(lab, { ...options, ...evidence }));
}

/** @returns null where the lab has no wire, or nobody to answer a probe. */
async function proveBy(
  { network, controls }: SessionOptions,
  lab: Lab,
  run: (planned: PlannedCase) => Promise<FinishedCase>,
): Promise<LinkProver | null> {
  if (isImpaired(network) && (lab.link === null || controls === null)) {
    throw new LabOpenError(
      `The link of the ${lab.kind} lab cannot be made ${network.name}: ${lab.whyNoLink}. Run sockspec doctor.`,
    );
  }
  if (lab.link === null || controls === null) {
    return null;
  }
  const play = (scenario: Scenario, on: Network) =>
    run({ ...controls.good.planned, scenario, network: on });
  const bare = await measureBareLink(lab.link, { clean, play });
  await lab.link.impair(network);
  return await startProof(lab.link, bare, { network, play });
}

function controlResult(
  { planned, expected }: ControlCase,
  { result }: FinishedCase,
): ControlResult {
  const { verdict } = result;
  const failed = result.checks.find((check) => check.status === "fail");
  return {
    implementation: planned.implementation.name,
    scenario: planned.scenario.id,
    expected,
    verdict,
    reason: result.reason ?? (failed === undefined ? null : `${failed.id}: ${failed.observed}`),
  };
}

function explainBroken(control: ControlResult): string {
  return (
    `The control case ${control.implementation} on ${control.scenario} was to ${control.expected} ` +
    `and gave ${control.verdict}${control.reason === null ? "" : ` (${control.reason})`}: ` +
    "this machine or the harness is at fault, not the implementations."
  );
}

interface Drivers extends AsyncDisposable {
  /** The driver, or a new one if the last broke. */
  current(): Promise<DriverProcess>;
}

function startDrivers(lab: Lab, environment: Readonly<Record<string, string>>): Drivers {
  let driver: DriverProcess | null = null;
  return {
    async current() {
      if (driver?.alive !== true) {
        await driver?.[Symbol.asyncDispose]();
        driver = await startDriver(lab.client, environment);
      }
      return driver;
    },
    async [Symbol.asyncDispose]() {
      await driver?.[Symbol.asyncDispose]();
    },
  };
}
