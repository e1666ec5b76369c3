import { startStopwatch } from "../history/clock.ts";
import { ignoreLoad, watchLoad } from "../host/proc/load.ts";
import { usesSocket } from "../implementation/placeholders.ts";
import type { FinishedCase, SessionResult } from "../journal/case-result.ts";
import { type Lab, LabLostError, type LabNeeds } from "../lab/lab.ts";
import { type Network, wiresOf } from "../network/network.ts";
import { clean } from "../network/profiles.ts";
import type { PlannedCase } from "../plan/plan.ts";
import { type CaseOptions, runCase } from "./case/run-case.ts";
import { type SessionEvidence, startSessionEvidence } from "./evidence/session.ts";
import { isElastic, type LabCount, type PoolMember, runPool } from "./lab-pool.ts";
import { type Limits, startLimits } from "./limits.ts";
import { type Queue, type Queues, type SkippedOutcome, startQueues } from "./queues.ts";
import { type Results, startResults } from "./results.ts";
import type { RunOptions, RunOutcome } from "./run-options.ts";
import { type SessionControls, startControls } from "./session/controls.ts";
import { type DriverMemory, startDriverMemory } from "./session/driver-memory.ts";
import { startDrivers } from "./session/drivers.ts";
import { conclude, impairAndProve } from "./session/prove-link.ts";
import { openSecondHop } from "./session/second-hop.ts";
import { isUnserved, whyServerGone } from "./session/server-gone.ts";
import { emptyCase, runnableOf } from "./skipped.ts";

/**
 * Runs a plan in sessions side by side, each in its own lab.
 *
 * Ends early when the signal aborts or a limit is reached; what was measured by then is in the
 * outcome. A session whose controls misbehave turns its cases into *error*.
 */
export async function runPlan(options: RunOptions): Promise<RunOutcome> {
  const results = startResults(options);
  const runnable = runnableOf(options, results.keepCase);
  const skip = (planned: PlannedCase, outcome: SkippedOutcome) =>
    results.keepCase(emptyCase(planned, options, outcome));
  const count = countFor(options.jobs, runnable.length);
  const ending = new AbortController();
  const signal = AbortSignal.any([options.signal, ending.signal]);
  const limits = startLimits(options);
  const sessionsWanted = count.most;
  const queues = startQueues(
    runnable,
    { limits, signal, sessionsWanted, inOrder: options.inOrder ?? false },
    skip,
  );
  const memory = startDriverMemory();
  let sessions = options.sessionsBefore ?? 0;
  let endedBy: string | null = null;
  const onServerGone = (reason: string) => {
    ending.abort();
    endedBy ??= reason;
  };
  using load = isElastic(count) ? watchLoad() : ignoreLoad();
  const pool = { count, idleShare: load.idleShare, hasWork: queues.hasWork };
  const attempts = await runPool(pool, async (member) => {
    for (let queue = nextQueue(queues, member); queue; queue = nextQueue(queues, member)) {
      sessions += 1;
      const shared = { results, limits, queues, memory, onServerGone };
      await runQueue(queue, { ...options, ...shared, member, session: sessions });
    }
  });
  const failures = attempts.flatMap((settled) =>
    settled.status === "rejected" ? [settled.reason] : [],
  );
  const labFailure = options.signal.aborted ? null : (failures[0] ?? null);
  return results.outcome(endedBy ?? limits.reason(), labFailure);
}

function nextQueue(queues: Queues, member: PoolMember): Queue | null {
  return member.isSurplus() ? null : queues.next();
}

interface QueueRun extends RunOptions, Pick<SessionOptions, "session" | "memory" | "onServerGone"> {
  readonly results: Results;
  readonly limits: Limits;
  readonly queues: Queues;
  readonly member: PoolMember;
}

/** Runs one session on the cases of a queue, and stores what it returns. */
async function runQueue(queue: Queue, options: QueueRun): Promise<void> {
  const { results, limits, queues, member, memory, session } = options;
  const result = await runSession({
    ...options,
    network: queue.network,
    needs: queue.needs,
    expectedCases: queue.share(),
    takeCase() {
      member.begun();
      return member.isSurplus() ? undefined : queue.take();
    },
    onFinished(finished) {
      limits.note(finished);
      queues.note(finished);
      results.keepCase(finished);
    },
  }).finally(() => {
    queue.leave();
    memory.leave(session);
  });
  results.keepSession(result);
  const unproven = result.proof?.unproven ?? result.upstreamProof?.unproven ?? null;
  if (unproven !== null) {
    queue.refuse(refusal(result, unproven));
  }
}

function countFor(jobs: number | LabCount, cases: number): LabCount {
  const { least, most } = typeof jobs === "number" ? { least: jobs, most: jobs } : jobs;
  return { least: Math.min(least, cases), most: Math.min(most, cases) };
}

/** A link that could not even be measured because the reference misbehaved is our own trouble. */
function refusal({ broken }: SessionResult, unproven: string): SkippedOutcome {
  return broken === null
    ? { verdict: "inconclusive", reason: unproven }
    : { verdict: "error", reason: broken };
}

interface SessionOptions
  extends Pick<
    RunOptions,
    | "openLab"
    | "environment"
    | "signal"
    | "controls"
    | "evidence"
    | "caseTimeoutMs"
    | "onWaiting"
    | "onBegin"
    | "beforePlay"
  > {
  readonly session: number;
  /** The network that the links must match. */
  readonly network: Network;
  readonly needs: LabNeeds;
  /** How many cases the session can expect; the bad control runs after half of them. */
  readonly expectedCases: number;
  /** The memory of this session's driver, and of those beside it. */
  readonly memory: DriverMemory;
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
async function runSession(options: SessionOptions): Promise<SessionResult> {
  const sinceMs = startStopwatch();
  await using lab = await options.openLab(options.network, options.needs);
  const openedInMs = sinceMs();
  await using drivers = startDrivers(lab, options.environment);
  await using evidence = await startEvidence(lab, options);
  const run = async (planned: PlannedCase, limited: LimitedCase = withoutLimit) => {
    const driver = await drivers.current(usesSocket(planned.implementation) ? "server" : "client");
    options.beforePlay?.(planned);
    const upstream = options.controls?.good.planned.implementation ?? null;
    const finished = await runCase(planned, { ...options, ...limited, lab, driver, upstream });
    options.memory.note(options.session, driver.peakBytes);
    return finished;
  };
  const [front, behind = clean] = wiresOf(options.network);
  const ownWire = { ...options, network: front };
  const controls = startControls(ownWire, run);
  const prover = await impairAndProve(ownWire, lab, controls.runProbe);
  const hop = lab.behind && (await openSecondHop(lab.behind, { ...options, network: behind }));
  const measured = [prover, hop?.prover].flatMap((each) => each?.before ?? []);
  const isUnproven = conclude(measured).unproven !== null;
  const limited = { caseTimeoutMs: options.caseTimeoutMs ?? null, evidence };
  await controls.runGood();
  const waitedMs = await runCases(options, {
    lab,
    controls,
    takeCase: isUnproven ? () => undefined : options.takeCase,
    run: (planned) => {
      options.onBegin?.(planned);
      return run(planned, limited);
    },
  });
  await controls.runGood();
  await hop?.controls.runGood();
  return {
    session: options.session,
    lab: lab.kind,
    network: options.network.name,
    kernel: lab.facts.kernel,
    proof: (await prover?.finish()) ?? null,
    ...(hop?.prover && { upstreamProof: await hop.prover.finish() }),
    openedInMs,
    durationMs: sinceMs(),
    waitedMs,
    driverPeakBytes: options.memory.peakOf(options.session),
    driversPeakBytes: options.memory.together(),
    controls: [...controls.results, ...(hop?.controls.results ?? [])],
    broken: controls.whyBroken() ?? hop?.controls.whyBroken() ?? null,
  };
}

interface SessionCases {
  readonly lab: Lab;
  readonly controls: SessionControls;
  readonly takeCase: SessionOptions["takeCase"];
  readonly run: (planned: PlannedCase) => Promise<FinishedCase>;
}

/**
 * Runs cases until none is left or the server is gone, the bad control after half of those that were
 * expected, and a client that is known to be good where there were clients.
 *
 * @returns how long the scenarios demanded to wait, in ms.
 */
async function runCases(
  { expectedCases, onFinished, onServerGone }: SessionOptions,
  { lab, controls, takeCase, run }: SessionCases,
): Promise<number> {
  const badAfter = Math.ceil(expectedCases / 2);
  let done = 0;
  let hasClients = false;
  let waitedMs = 0;
  const next = () => {
    if (!lab.isAlive()) {
      throw new LabLostError();
    }
    return takeCase();
  };
  for (let planned = next(); planned !== undefined; planned = next()) {
    const finished = await run(planned);
    const gone = await whyServerGone(finished, lab);
    if (gone !== null) {
      onServerGone(gone);
    }
    if (gone !== null && isUnserved(finished)) {
      break;
    }
    hasClients ||= planned.implementation.role === "client";
    waitedMs += finished.result.demandedWaitMs;
    onFinished(finished);
    done += 1;
    if (done === badAfter) {
      await controls.runBad();
    }
  }
  if (done < badAfter) {
    await controls.runBad();
  }
  if (hasClients) {
    await controls.runClient();
  }
  return waitedMs;
}

type LimitedCase = Pick<CaseOptions, "caseTimeoutMs" | "evidence">;

const withoutLimit: LimitedCase = { caseTimeoutMs: null, evidence: null };

async function startEvidence(
  lab: Lab,
  { evidence = null, ...options }: SessionOptions,
): Promise<SessionEvidence | null> {
  return evidence && (await startSessionEvidence(lab, { ...options, ...evidence }));
}
