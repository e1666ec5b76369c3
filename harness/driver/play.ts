import { setImmediate } from "node:timers/promises";
import { cpuOfRounds, isLinear } from "../history/cpu-rounds.ts";
import { loadProtocol } from "../protocol/load-protocol.ts";
import type { Protocol } from "../protocol/protocol.ts";
import { protocolNamed } from "../protocol/protocols.ts";
import { type Duration, durationMs } from "../scenario/amount.ts";
import type { DatagramStep } from "../scenario/datagram-step.ts";
import { epilogueStepsOf } from "../scenario/epilogue.ts";
import { leafSteps } from "../scenario/leaf-steps.ts";
import type { LeafStep, Step } from "../scenario/step.ts";
import { isDatagramStep } from "../scenario/transport.ts";
import { DriverConnection } from "./connection.ts";
import { playDatagramStep } from "./datagrams/play-datagrams.ts";
import { hostOf } from "./host-of.ts";
import { shareLooks } from "./link-looks.ts";
import { isLinkStep, playLinkStep } from "./link-steps.ts";
import { isListeningStep, playListeningStep } from "./listening/client-steps.ts";
import { openListening } from "./listening/listener.ts";
import { playLoad } from "./load/play-load.ts";
import type { Observed, PlayMessage, ServerAddress } from "./messages.ts";
import { isPatient } from "./patience.ts";
import { headBytesAt, retireReleased } from "./played-connection.ts";
import { startRecorder } from "./recorder.ts";
import { isUnopened, openConnection, withholdOpening } from "./sending/opening.ts";
import { losePing, pingConnection } from "./sending/ping.ts";
import { offerUntilBlocked, sendContent, withholdContent } from "./sending/send.ts";
import { serve } from "./serve.ts";
import { isServerStep, playServerStep } from "./server-steps.ts";
import { watchServerWait } from "./server-wait.ts";
import type { PlayOptions, Stage } from "./stage.ts";
import { recordTcpInfo } from "./tcp-info.ts";
import { sendDescriptors } from "./unix/descriptors.ts";
import { recordQueues } from "./unix/queues.ts";
import { trySocketType } from "./unix/socket-type.ts";
import { sendUrgent } from "./urgent.ts";
import { awaitEcho, awaitEnd, awaitQuiet, defaultDeadline, until } from "./wait.ts";

/** Size of the read buffer. */
const readBufferBytes = 65_536;

/**
 * Plays a scenario and its epilogue against one address, and releases every socket.
 *
 * Anything the implementation does is an observation; only faults of the driver throw.
 */
export async function play(message: PlayMessage, options: PlayOptions): Promise<Observed> {
  const { scenario, context } = message;
  const recorder = startRecorder(options.clock);
  const stage: Stage = {
    ...options,
    recorder,
    context,
    checks: scenario.checks,
    protocol: protocolOf(message.protocol),
    address: message.address,
    readBuffer: new Uint8Array(readBufferBytes),
    connections: [],
    made: new Map(),
    groups: new Map(),
    listening: openListening(),
    sockets: [],
    socketGroups: new Map(),
    samples: [],
    serverWaits: [],
    loads: [],
    demandedWaitMs: 0,
    patient: isPatient(scenario, context),
    lookAtLink: shareLooks(options),
  };
  try {
    await playSteps(stage, scenario.steps);
    closeAll(stage);
    if (leafSteps(scenario.steps).some(isLinkStep)) {
      // The epilogue requires a working link.
      await playLinkStep(stage, { do: "restoreLink" });
    }
    await playSteps(stage, epilogueStepsOf(scenario));
  } finally {
    closeAll(stage);
  }
  return {
    connections: stage.connections.map((connection) => connection.toHistory()),
    datagramSockets: stage.sockets.map((socket) => socket.toHistory()),
    events: recorder.events,
    eventsDropped: recorder.eventsDropped,
    samples: stage.samples,
    serverWaits: stage.serverWaits,
    loads: stage.loads,
    unacceptedConnections: stage.listening.untaken,
    timerLatenessMsMax: options.clock.latenessMsMax,
    lateTimers: options.clock.lateTimers,
    demandedWaitMs: stage.demandedWaitMs,
  };
}

function protocolOf({ name, module }: PlayMessage["protocol"]): Protocol {
  return module === null ? protocolNamed(name) : loadProtocol(module);
}

function closeAll(stage: Stage): void {
  for (const connection of stage.connections) {
    connection.close();
  }
  for (const socket of stage.sockets) {
    socket.close();
  }
  stage.listening.close();
}

async function playSteps(stage: Stage, steps: readonly Step[]): Promise<void> {
  for (const step of steps) {
    stage.signal.throwIfAborted();
    if (step.do === "repeat") {
      for (let round = 0; round < step.times && !isEnough(stage, step.until); round += 1) {
        await playSteps(stage, step.steps);
      }
    } else if (step.do === "together") {
      await playTogether(stage, step.branches);
    } else {
      await playLeaf(stage, step);
    }
  }
}

/** Whether the `linear` check of that id already holds in one of the rounds that were played. */
function isEnough({ samples, checks }: Stage, until: string | undefined): boolean {
  const check = checks.find(({ id }) => id === until);
  return check?.kind === "linear" && isLinear(cpuOfRounds(samples, check.samples) ?? [], check);
}

/** For parallel branches, the required wait is that of the longest. */
async function playTogether(stage: Stage, branches: readonly (readonly Step[])[]): Promise<void> {
  const waits = await Promise.all(
    branches.map(async (branch) => {
      const branchStage: Stage = { ...stage, demandedWaitMs: 0 };
      await playSteps(branchStage, branch);
      return branchStage.demandedWaitMs;
    }),
  );
  stage.demandedWaitMs += Math.max(...waits);
}

async function playLeaf(stage: Stage, step: LeafStep): Promise<void> {
  if (step.do === "connect") {
    await connectGroup(stage, step);
  } else if (step.do === "pause") {
    await pause(stage, step);
  } else if (isListeningStep(step)) {
    await playListeningStep(stage, step);
  } else if (isServerStep(step)) {
    await playServerStep(stage, step);
  } else if (isLinkStep(step)) {
    await playLinkStep(stage, step);
  } else if (isDatagramStep(step)) {
    stage.demandedWaitMs += await playDatagramStep(stage, step);
  } else if (step.do === "load") {
    await playLoad(stage, step);
  } else if (step.do === "inspect") {
    await recordTcpInfo(stage, stage.groups.get(step.on) ?? []);
  } else if (step.do === "awaitConnected") {
    await awaitConnected(stage, stage.groups.get(step.on) ?? [], step.deadline);
  } else if (step.do === "trySocketType") {
    await trySocketType(stage, step);
  } else {
    await playOnGroup(stage, step, stage.groups.get(step.on) ?? []);
  }
}

async function playOnGroup(
  stage: Stage,
  step: ConnectionStep,
  group: readonly DriverConnection[],
): Promise<void> {
  if (stage.address.socket !== undefined) {
    await lookBeforeTheEnd(stage, step, group);
  }
  const waits = await Promise.all(await startOnEach(stage, step, group));
  stage.demandedWaitMs += Math.max(0, ...waits);
  if (step.do === "sendUntilBlocked") {
    // Once for all: each look runs a program.
    await recordTcpInfo(stage, group);
  }
}

/** What an unread Unix-domain connection held is known only until it is read or closed. */
async function lookBeforeTheEnd(
  stage: Stage,
  { do: what }: ConnectionStep,
  group: readonly DriverConnection[],
): Promise<void> {
  const ends = what === "resumeReading" || what === "abort" || what === "close";
  const unread = group.filter(({ readingStopped, connected }) => readingStopped && connected);
  if (ends && unread.length > 0) {
    await recordQueues(stage, unread);
  }
}

async function pause(stage: Stage, step: Extract<LeafStep, { do: "pause" }>): Promise<void> {
  const pauseMs = durationMs(step.duration, stage.context);
  stage.demandedWaitMs += pauseMs;
  await (step.serverWaits === true
    ? watchServerWait(stage, pauseMs)
    : stage.clock.sleep(pauseMs, stage.signal));
}

type ConnectionStep = Exclude<
  Extract<LeafStep, { readonly on: string }>,
  DatagramStep | { do: "inspect" | "awaitConnected" }
>;

/** @returns the waiting that the step itself required, in ms. */
async function playOnConnection(
  stage: Stage,
  step: ConnectionStep,
  connection: DriverConnection,
): Promise<number> {
  if (!connection.connected) {
    withholdStep(stage, step, connection);
    return 0;
  }
  if (isUnopened(stage, connection)) {
    await openConnection(stage, connection);
  }
  switch (step.do) {
    case "send":
      return await sendContent(stage, connection, step);
    case "sendUntilBlocked":
      return await offerUntilBlocked(stage, connection, step);
    case "stopReading":
      connection.stopReading();
      return 0;
    case "resumeReading":
      connection.resumeReading(step.bytesPerSecond ?? null);
      return 0;
    case "shutdownWrite":
      connection.shutdownWrite();
      return 0;
    case "abort":
      connection.abort();
      return 0;
    case "close":
      connection.close();
      return 0;
    case "awaitEcho":
    case "awaitMessage":
      await awaitEcho(stage, connection, step);
      return 0;
    case "awaitEnd":
      await awaitEnd(stage, connection, step);
      return 0;
    case "awaitQuiet":
      return await awaitQuiet(stage, connection, step);
    case "sendUrgent":
      await sendUrgent(stage, connection);
      return 0;
    case "sendDescriptors":
      await sendDescriptors(stage, connection, step);
      return 0;
    case "ping":
      return await pingConnection(stage, connection, step);
  }
}

/** A connection that is established only later must not look as if nothing was asked of it. */
function withholdStep(stage: Stage, step: ConnectionStep, connection: DriverConnection): void {
  if (step.do === "send") {
    withholdOpening(stage, connection);
    withholdContent(stage, connection, step);
  } else if (step.do === "ping") {
    withholdOpening(stage, connection);
    losePing(stage, connection, step);
  }
}

/** Hundreds at once would delay this process's timers, which then looks like a starved host. */
const connectionsPerTurn = 32;

/**
 * Starts a step on each connection of a group: all in one turn of the event loop, but for sends, of
 * which each takes a tenth of a millisecond.
 *
 * @returns the waiting that each required, in ms, once it is over.
 */
async function startOnEach(
  stage: Stage,
  step: ConnectionStep,
  group: readonly DriverConnection[],
): Promise<readonly Promise<number>[]> {
  const started: Promise<number>[] = [];
  for (const connection of group) {
    const playing = playOnConnection(stage, step, connection);
    // The caller gets the error; meanwhile, others are yet to be started.
    playing.catch(() => {});
    started.push(playing);
    if (step.do === "send" && started.length % connectionsPerTurn === 0) {
      await setImmediate();
    }
  }
  return started;
}

async function connectGroup(
  stage: Stage,
  step: Extract<LeafStep, { do: "connect" }>,
): Promise<void> {
  const { connection: name } = step;
  const made = stage.made.get(name) ?? 0;
  retireReleased(stage.connections, stage.groups.get(name) ?? []);
  const group: DriverConnection[] = [];
  stage.groups.set(name, group);
  const count = step.count ?? 1;
  const alone = step.count === undefined && made === 0;
  const { socket, port } = stage.address;
  const address =
    socket === undefined ? { host: hostFor(stage.address, step), port } : { path: socket };
  while (group.length < count) {
    const position = group.length + 1;
    const connection = new DriverConnection({
      ...stage,
      address,
      name: alone ? name : `${name}#${made + position}`,
      group: name,
      index: position,
      unopened: step.unopened === true,
      headBytes: headBytesAt(stage.connections.length),
      mute: step.mute === true,
    });
    group.push(connection);
    stage.connections.push(connection);
    if (position % connectionsPerTurn === 0) {
      await setImmediate();
    }
  }
  stage.made.set(name, made + count);
  await awaitConnected(stage, group, step.deadline);
}

function hostFor(
  address: ServerAddress,
  { family, shortSegments }: Extract<LeafStep, { do: "connect" }>,
): string {
  if (shortSegments === true) {
    return address.hostOfShortSegments ?? address.host;
  }
  return family === undefined ? address.host : hostOf(address, family);
}

/** An attempt that is pending at the deadline continues during the next steps. */
async function awaitConnected(
  stage: Stage,
  group: readonly DriverConnection[],
  deadline: Duration = defaultDeadline,
): Promise<void> {
  const deadlineMs = durationMs(deadline, stage.context);
  await Promise.all(
    group.map(async (connection) => {
      const settled = await until(stage, connection, () => connection.settled, deadlineMs);
      if (!settled) {
        stage.recorder.note("deadline-passed", connection.name, `connect after ${deadlineMs} ms`);
      } else if (connection.connected && isUnopened(stage, connection)) {
        await openConnection(stage, connection);
      }
    }),
  );
}

// Runs as a program in the client host.
if (import.meta.main) {
  serve(play);
}
