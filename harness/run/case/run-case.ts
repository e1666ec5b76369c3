import type { HarnessAnswer, HarnessRequest } from "../../driver/messages.ts";
import { startClock, startStopwatch } from "../../history/clock.ts";
import { type History, historySchemaVersion, type ProcessSample } from "../../history/history.ts";
import { messageOf } from "../../host/message-of.ts";
import { idleCpuShare } from "../../host/proc/idle-cpu.ts";
import { counterDeltas } from "../../host/proc/net.ts";
import { type StartOptions, startColdEndpoint } from "../../implementation/endpoint.ts";
import { EndpointStartError } from "../../implementation/endpoint-start-error.ts";
import type { FinishedCase } from "../../journal/case-result.ts";
import { capacities, type Lab, LabLostError } from "../../lab/lab.ts";
import { isLossy, jitterMs, roundTripMs, slowestKbit } from "../../network/network.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import type { CaseContext } from "../../scenario/amount.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import { judge } from "../../verdict/judge.ts";
import { formatMs } from "../../verdict/text.ts";
import type { Judgement } from "../../verdict/verdict.ts";
import type { CaseEvidence, SessionEvidence } from "../evidence/session.ts";
import type { DriverProcess } from "./driver-process.ts";
import { judgeBeside, takesLong } from "./judge-beside.ts";
import { type LinkSide, startLinkSide } from "./link-side.ts";
import { playLimitMs } from "./play-limit.ts";
import { findServerAddress } from "./server-address.ts";
import { openServerSide, type ServerSide } from "./server-side.ts";

export interface CaseOptions {
  readonly lab: Lab;
  readonly driver: DriverProcess;
  readonly session: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** How long it may take, in ms; null where only what it waits for has limits. */
  readonly caseTimeoutMs: number | null;
  /** Records evidence beside the history; null if none was requested. */
  readonly evidence: SessionEvidence | null;
  readonly onWaiting?: OnWaiting | undefined;
}

/** Called each second while an implementation that was started does not listen. */
export type OnWaiting = (implementation: string, waitedMs: number) => void;

/**
 * Runs one case from start to verdict and leaves nothing of it behind.
 *
 * @throws only when the signal aborts: whatever else goes wrong is in the result.
 */
export async function runCase(planned: PlannedCase, options: CaseOptions): Promise<FinishedCase> {
  const epochNs = process.hrtime.bigint();
  await using evidence = options.evidence?.begin(epochNs) ?? null;
  const finished = await playAndJudge(planned, options, { epochNs, evidence });
  return (await evidence?.complete(finished)) ?? finished;
}

interface Recording {
  readonly epochNs: bigint;
  readonly evidence: CaseEvidence | null;
}

async function playAndJudge(
  planned: PlannedCase,
  options: CaseOptions,
  recording: Recording,
): Promise<FinishedCase> {
  const { epochNs } = recording;
  const sinceMs = startStopwatch(epochNs);
  const limit = limitOf(options);
  const signal = AbortSignal.any([options.signal, limit]);
  try {
    const { history, demandedWaitMs } = await observeCase(
      planned,
      { ...options, signal },
      recording,
    );
    if (!options.lab.isAlive()) {
      throw new LabLostError();
    }
    const judgement = takesLong(history)
      ? await judgeBeside(planned.scenario, history, options.signal)
      : judge(planned.scenario, history);
    return finish(planned, options, {
      ...judgement,
      durationMs: sinceMs(),
      demandedWaitMs,
      history,
    });
  } catch (found) {
    options.signal.throwIfAborted();
    const overran = limit.aborted && options.lab.isAlive();
    const ended = overran ? overrun(options) : outcomeOf(found, options.lab);
    const finished = finish(planned, options, {
      ...ended,
      fate: null,
      checks: [],
      stimulus: [],
      durationMs: sinceMs(),
      demandedWaitMs: 0,
      history: null,
    });
    return { ...finished, overran };
  }
}

/** A signal that aborts when the case has taken too long, with the reason. */
function limitOf({ caseTimeoutMs }: Pick<CaseOptions, "caseTimeoutMs">): AbortSignal {
  const never = new AbortController().signal;
  return caseTimeoutMs === null ? never : AbortSignal.timeout(caseTimeoutMs);
}

type WithoutJudgement = Pick<Judgement, "verdict" | "reason">;

function outcomeOf(found: unknown, lab: Lab): WithoutJudgement {
  const error = lab.isAlive() ? found : new LabLostError({ cause: found });
  const verdict = error instanceof EndpointStartError ? "inconclusive" : "error";
  return { verdict, reason: messageOf(error) };
}

function overrun({ caseTimeoutMs }: Pick<CaseOptions, "caseTimeoutMs">): WithoutJudgement {
  const reason = `it was ended after ${formatMs(caseTimeoutMs ?? 0)}, the limit of --case-timeout`;
  return { verdict: "inconclusive", reason };
}

interface CaseOutcome extends Judgement {
  readonly durationMs: number;
  readonly demandedWaitMs: number;
  readonly history: History | null;
}

function finish(planned: PlannedCase, options: CaseOptions, outcome: CaseOutcome): FinishedCase {
  const { history, ...judged } = outcome;
  const { kind: lab, facts } = options.lab;
  return {
    history,
    result: {
      index: planned.index,
      implementation: planned.implementation.name,
      scenario: planned.scenario.id,
      network: planned.network.name,
      lab,
      kernel: facts.kernel,
      congestionControl: facts.congestionControl,
      session: options.session,
      repetition: planned.repetition,
      attempt: planned.attempt,
      seed: planned.seed,
      ...judged,
      unclaimed: planned.unclaimed,
      history: null,
      evidence: null,
    },
  };
}

async function observeCase(
  planned: PlannedCase,
  { lab, driver, environment, signal, onWaiting }: CaseOptions,
  { epochNs, evidence }: Recording,
): Promise<{ readonly history: History; readonly demandedWaitMs: number }> {
  const { scenario, implementation, seed } = planned;
  const protocol =
    scenario.protocols.find((protocol) => implementation.protocols.includes(protocol)) ?? "framed";
  using disposing = new DisposableStack();
  const clock = startClock(epochNs);
  disposing.defer(clock.stop);
  const port = lab.nextPort();
  evidence?.watchPort(port);
  const before = await readCounters(lab);
  const context: CaseContext = {
    seed,
    roundTripMs: roundTripMs(planned.network) + jitterMs(planned.network),
    slowestKbit: slowestKbit(planned.network),
    lossy: isLossy(planned.network),
    maxFrameBytes: implementation.maxFrameBytes,
    keepAliveMs: implementation.keepAliveMs ?? 0,
    ...capacities(lab.facts.buffers),
  };
  const start: StartOptions | null = lab.server && {
    host: lab.server,
    port,
    scenarioId: scenario.id,
    protocol,
    start: { ...startOptions(scenario), ...evidence?.start },
    environment,
    onWaiting: (waitedMs) => onWaiting?.(implementation.name, waitedMs),
    clock,
    signal,
  };
  await using serverSide =
    start && openServerSide(await startColdEndpoint(implementation, start), implementation, start);
  await using linkSide = startLinkSide(lab, { port, clock });
  evidence?.watchHosts({
    processes: serverSide?.sample ?? null,
    counters: () => readCounters(lab),
    countersBefore: before,
    clock,
  });
  const { demandedWaitMs, ...observed } = await driver.play({
    scenario,
    protocol,
    address: await findServerAddress(implementation, { lab, port, environment, signal }),
    context,
    epochNs: String(epochNs),
    answer: (request) => answerDriver(request, { linkSide, serverSide }),
    timeoutMs: playLimitMs(scenario, context, implementation.readyTimeoutMs),
    signal,
  });
  await linkSide.restore();
  let processes: ProcessSample | null = null;
  const runnableMs = async () => {
    processes = (await serverSide?.sample()) ?? null;
    return processes?.runnableMs ?? null;
  };
  const idle = await idleCpuShare(runnableMs, clock, signal);
  const after = await readCounters(lab);
  await evidence?.stopWatchingHosts({ counters: after, processes });
  const history: History = {
    schemaVersion: historySchemaVersion,
    protocol,
    context,
    ...observed,
    timerLatenessMsMax: Math.max(observed.timerLatenessMsMax, clock.latenessMsMax),
    counters: {
      client: counterDeltas(before.client, after.client),
      server: counterDeltas(before.server, after.server),
    },
    idleCpuShare: idle,
    linkFaults: linkSide.faults,
    restarts: serverSide?.restarts ?? [],
    secondInstance: serverSide?.secondInstance ?? null,
    process: serverSide === null ? null : await serverSide.finish(),
  };
  return { history, demandedWaitMs };
}

async function readCounters({ client, server }: Lab) {
  const [ofClient, ofServer] = await Promise.all([client.counters(), server?.counters() ?? null]);
  return { client: ofClient, server: ofServer };
}

interface Sides {
  readonly linkSide: LinkSide;
  readonly serverSide: ServerSide | null;
}

async function answerDriver(request: HarnessRequest, sides: Sides): Promise<HarnessAnswer> {
  switch (request.do) {
    case "breakLink":
    case "restoreLink":
    case "inFlight":
      return { sample: null, inFlight: await sides.linkSide.perform(request) };
    default:
      return { sample: (await sides.serverSide?.perform(request)) ?? null, inFlight: null };
  }
}

function startOptions({ start }: Scenario): NonNullable<StartOptions["start"]> {
  return {
    ...(start?.descriptorLimit === undefined ? {} : { descriptorLimit: start.descriptorLimit }),
    ...(start?.asInit === undefined ? {} : { asInit: start.asInit }),
    ...(start?.output === undefined ? {} : { output: start.output }),
    ...(start?.nameServer === undefined ? {} : { nameServer: start.nameServer }),
  };
}
