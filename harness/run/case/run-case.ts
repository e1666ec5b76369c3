import type {
  HarnessAnswer,
  HarnessRequest,
  ServerAddress,
  ServerRequest,
  ServerSample,
} from "../../driver/messages.ts";
import { type Clock, startClock, startStopwatch } from "../../history/clock.ts";
import {
  type History,
  historySchemaVersion,
  type ProcessHistory,
  type ProcessSample,
} from "../../history/history.ts";
import { lastOptions } from "../../history/socket-options.ts";
import { messageOf } from "../../host/message-of.ts";
import { idleCpuShare } from "../../host/proc/idle-cpu.ts";
import { EndpointStartError } from "../../implementation/endpoint-start-error.ts";
import { usesSocket } from "../../implementation/placeholders.ts";
import { transportOf } from "../../implementation/spoken.ts";
import type { FinishedCase } from "../../journal/case-result.ts";
import { type Lab, LabLostError } from "../../lab/lab.ts";
import type { PlannedCase } from "../../plan/plan.ts";
import { judge } from "../../verdict/judge.ts";
import { formatMs } from "../../verdict/text.ts";
import type { Judgement } from "../../verdict/verdict.ts";
import type { LastLook } from "../evidence/samples.ts";
import type { CaseEvidence, SessionEvidence } from "../evidence/session.ts";
import { makeCaseSocket } from "./case-socket.ts";
import type { ClientSide } from "./client-side.ts";
import { contextOf, protocolFor } from "./context.ts";
import { countersBetween, readCounters } from "./counters.ts";
import type { DriverProcess } from "./driver-process.ts";
import { judgeBeside, takesLong } from "./judge-beside.ts";
import { type LinkSide, startLinkSide } from "./link-side.ts";
import { type PairClient, startPairClient } from "./pair-client.ts";
import { playLimitMs } from "./play-limit.ts";
import { findServerAddress, type ServerAddressOptions } from "./server-address.ts";
import type { ServerSide } from "./server-side.ts";
import { type StartPlace, startServerSide, startUpstream } from "./start-implementation.ts";
import { watchTraffic } from "./traffic.ts";
import type { UpstreamSide } from "./upstream-side.ts";
import { startWireSide, type WireSide } from "./wire-side.ts";

export interface CaseOptions extends StartPlace {
  readonly driver: DriverProcess;
  readonly session: number;
  /** How long it may take, in ms; null where only what it waits for has limits. */
  readonly caseTimeoutMs: number | null;
  /** Records evidence beside the history; null if none was requested. */
  readonly evidence: SessionEvidence | null;
}

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
    const { history, ...spent } = await observeCase(planned, { ...options, signal }, recording);
    if (!options.lab.isAlive()) {
      throw new LabLostError();
    }
    const judgement = takesLong(history)
      ? await judgeBeside(planned.scenario, history, protocolFor(planned).module, options.signal)
      : judge(planned.scenario, history);
    return finish(planned, options, {
      ...judgement,
      durationMs: sinceMs(),
      ...spent,
      history,
    });
  } catch (found) {
    options.signal.throwIfAborted();
    const overran = limit.aborted && options.lab.isAlive();
    const ended = overran ? overrun(options) : outcomeOf(found, planned, options.lab);
    const finished = finish(planned, options, {
      ...ended,
      fate: null,
      checks: [],
      stimulus: [],
      durationMs: sinceMs(),
      demandedWaitMs: 0,
      processorMs: 0,
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

function outcomeOf(
  found: unknown,
  { scenario }: Pick<PlannedCase, "scenario">,
  lab: Lab,
): WithoutJudgement {
  const error = lab.isAlive() ? found : new LabLostError({ cause: found });
  if (!(error instanceof EndpointStartError)) {
    return { verdict: "error", reason: messageOf(error) };
  }
  // Some look at their limits first, and do not start if they need more.
  const limit = scenario.start?.descriptorLimit;
  const declined = limit !== undefined && error.ended?.outcome.state === "exited";
  return declined
    ? { verdict: "unsupported", reason: `under a limit of ${limit} descriptors, ${error.message}` }
    : { verdict: "inconclusive", reason: error.message };
}

function overrun({ caseTimeoutMs }: Pick<CaseOptions, "caseTimeoutMs">): WithoutJudgement {
  const reason = `the case was stopped after ${formatMs(caseTimeoutMs ?? 0)}, the limit of --case-timeout`;
  return { verdict: "inconclusive", reason };
}

interface Spent {
  readonly demandedWaitMs: number;
  readonly processorMs: number;
}

interface CaseOutcome extends Judgement, Spent {
  readonly durationMs: number;
  readonly history: History | null;
}

function finish(planned: PlannedCase, options: CaseOptions, outcome: CaseOutcome): FinishedCase {
  const { history, ...judged } = outcome;
  const socketOptions = lastOptions(history?.socketOptions);
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
      congestionControl: usesSocket(planned.implementation) ? "" : facts.congestionControl,
      session: options.session,
      repetition: planned.repetition,
      attempt: planned.attempt,
      seed: planned.seed,
      ...(planned.implementation.isYardstick === true && { isYardstick: true }),
      ...(usesSocket(planned.implementation) && { transport: "unix" as const }),
      ...(planned.countDisturbed === true ? withoutDisturbance(judged) : judged),
      unclaimed: planned.unclaimed,
      ...(socketOptions !== null && { socketOptions }),
      history: null,
      evidence: null,
    },
  };
}

function withoutDisturbance<T extends Judgement>({ disturbed: _, ...judgement }: T) {
  return judgement;
}

async function observeCase(
  planned: PlannedCase,
  options: CaseOptions,
  { epochNs, evidence }: Recording,
): Promise<Spent & { readonly history: History }> {
  const { lab, driver, environment, signal } = options;
  const { scenario, implementation } = planned;
  const protocol = protocolFor(planned);
  const transport = transportOf(implementation, protocol.name);
  const context = contextOf(planned, lab);
  using disposing = new DisposableStack();
  const isSimulated = lab.facts.virtualTime === true;
  const clock = startClock(epochNs, isSimulated);
  disposing.defer(clock.stop);
  const port = lab.nextPort();
  using socket = transport === "unix" ? makeCaseSocket(scenario, implementation, clock) : null;
  evidence?.watchPort(port, socket === null ? null : noSegments);
  const countersBefore = await readCounters(lab);
  await using upstreamSide = await startUpstream(planned, options, { clock, evidence });
  const place = { port, socket, ...(upstreamSide && { upstream: upstreamSide.address }) };
  await using serverSide = await startServerSide(planned, options, { ...place, clock, evidence });
  await using linkSide = startLinkSide(lab, { ...place, clock });
  await using wireSide = startWireSide(lab, { serverPort: port, epochNs });
  evidence?.watchHosts({
    processes: serverSide?.sample ?? null,
    counters: () => readCounters(lab),
    countersBefore,
    clock,
  });
  const traffic = await watchTraffic(lab, transport);
  const address = await findAddress(implementation, {
    lab,
    port,
    transport,
    socket: socket?.connectTo,
    environment,
    signal,
  });
  await using pairClient = startPairClient(implementation.pair?.client ?? null, {
    lab,
    to: address,
    scenarioId: scenario.id,
    protocol: protocol.name,
    context,
    environment,
    clock,
  });
  const { demandedWaitMs, processorMs, ...observed } = await driver.play({
    scenario,
    protocol,
    address,
    context,
    epochNs: String(epochNs),
    ...(isSimulated && { virtualTime: true }),
    answer: (request) =>
      answerDriver(request, { linkSide, serverSide, upstreamSide, wireSide, pairClient }),
    timeoutMs: playLimitMs(scenario, context, implementation.readyTimeoutMs),
    signal,
  });
  await linkSide.restore();
  const { idle, last } = await lookAtEnd(serverSide, options, clock);
  await evidence?.stopWatchingHosts(last);
  const history: History = {
    schemaVersion: historySchemaVersion,
    protocol: protocol.name,
    context,
    ...(socket === null ? {} : { unixSocket: socket.toHistory() }),
    ...observed,
    loads: wireSide.addTo(observed.loads),
    harnessLatenessMsMax: clock.latenessMsMax,
    counters: countersBetween(countersBefore, last.counters),
    linkTraffic: await traffic.sinceThen(clock, { roundTripMs: context.roundTripMs, signal }),
    idleCpuShare: idle,
    linkFaults: linkSide.faults,
    ...pairClient.toHistory(),
    ...observedOf(serverSide),
    process: await finishAll(serverSide, upstreamSide),
    clients: serverSide !== null && "clients" in serverSide ? serverSide.clients : [],
  };
  return { history, demandedWaitMs, processorMs: isSimulated ? 0 : processorMs + endpointMs(last) };
}

/** @returns processor time of what was tested, in ms; 0 where it had ended. */
function endpointMs({ processes }: LastLook): number {
  return processes?.cpuMs ?? 0;
}

/** What steps had done to the server, and what they had read of it. */
function observedOf(
  serverSide: ServerSide | ClientSide | null,
): Pick<History, "restarts" | "secondInstance" | "socketOptions"> {
  const options =
    serverSide !== null && "socketOptions" in serverSide ? serverSide.socketOptions : [];
  return {
    restarts: serverSide?.restarts ?? [],
    secondInstance: serverSide?.secondInstance ?? null,
    ...(options.length === 0 ? {} : { socketOptions: options }),
  };
}

/** @returns how the implementation fared; of a proxy and the server behind it, the one that ended by itself. */
async function finishAll(
  serverSide: ServerSide | ClientSide | null,
  upstreamSide: UpstreamSide | null,
): Promise<ProcessHistory | null> {
  const own = (await serverSide?.finish()) ?? null;
  const behind = (await upstreamSide?.finish()) ?? null;
  const isBehind = behind !== null && behind.atEnd.state !== "running";
  return isBehind && own?.atEnd.state === "running" ? behind : own;
}

/** @returns where the driver connects, or listens for a client. */
async function findAddress(
  implementation: PlannedCase["implementation"],
  options: ServerAddressOptions,
): Promise<ServerAddress> {
  const { lab, port } = options;
  return implementation.role === "client"
    ? { host: lab.clientAddress, hostIpv4: null, hostIpv6: null, port }
    : await findServerAddress(implementation, options);
}

/** Why nothing is captured. */
const noSegments = "a Unix-domain socket has no segments";

/** Waits until the implementation is quiet, and reads the processes and counters once more. */
async function lookAtEnd(
  serverSide: ServerSide | ClientSide | null,
  { lab, signal }: CaseOptions,
  clock: Clock,
): Promise<{ readonly idle: number | null; readonly last: LastLook }> {
  let processes: ProcessSample | null = null;
  const runnableMs = async () => {
    processes = (await serverSide?.sample()) ?? null;
    return processes?.runnableMs ?? null;
  };
  const idle = await idleCpuShare(runnableMs, clock, signal);
  return { idle, last: { counters: await readCounters(lab), processes } };
}

interface Sides {
  readonly linkSide: LinkSide;
  readonly serverSide: ServerSide | ClientSide | null;
  /** Null for what is no proxy. */
  readonly upstreamSide: UpstreamSide | null;
  readonly wireSide: WireSide;
  readonly pairClient: PairClient;
}

async function answerDriver(request: HarnessRequest, sides: Sides): Promise<HarnessAnswer> {
  switch (request.do) {
    case "breakLink":
    case "restoreLink":
    case "lookAtLink":
      return { sample: null, link: await sides.linkSide.perform(request) };
    case "recordSegments":
    case "endSegments":
      await sides.wireSide.perform(request);
      return { sample: null, link: null };
    case "runClient":
      await sides.pairClient.perform(request);
      return { sample: null, link: null };
    default:
      if ("of" in request && request.of === "upstream") {
        await sides.upstreamSide?.perform(request);
        return { sample: null, link: null };
      }
      return { sample: await askServer(request, sides), link: null };
  }
}

/** A sample of a proxy also counts the sockets of a server that is tested behind it. */
async function askServer(
  request: ServerRequest,
  { serverSide, upstreamSide }: Sides,
): Promise<ServerSample | null> {
  const sample = (await serverSide?.perform(request)) ?? null;
  const upstreamSockets = sample === null ? null : ((await upstreamSide?.sockets()) ?? null);
  return sample === null || upstreamSockets === null ? sample : { ...sample, upstreamSockets };
}
