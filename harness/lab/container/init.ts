import { PassThrough } from "node:stream";
import { hasExited } from "../../host/end-child.ts";
import type { HostProcess, SpawnOptions } from "../../host/host.ts";
import { sumUp } from "../../host/proc/process.ts";
import type { ProgramImage } from "../../host/program-image.ts";
import { type Agent, openAgent } from "./agent.ts";
import { agentFolder, archiveAgent } from "./agent-archive.ts";
import { signalName } from "./agent-children.ts";
import { attach, confinedContainer, removeContainer, splitOutputs } from "./box.ts";
import type { Docker, Engine } from "./engine.ts";
import { explainEngineError } from "./errors.ts";
import {
  folderInImage,
  heldListeners,
  lookAtAll,
  lookThrough,
  meantForIt,
  type NetworkView,
} from "./host.ts";
import { type RemoteChild, type RemoteEnd, startRemoteChild } from "./remote-child.ts";

interface InitOptions {
  readonly engine: Engine;
  readonly runId: string;
  readonly name: string;
  readonly anchor: { readonly id: string };
  readonly image: ProgramImage;
  readonly network: NetworkView;
}

/**
 * Signals that the kernel forces even on process 1, which it spares all others that have no
 * handler. The engine reports them as 128 + number; any other such status was chosen by the
 * program.
 */
const forcedOnInit = new Set([
  "SIGILL",
  "SIGTRAP",
  "SIGABRT",
  "SIGBUS",
  "SIGFPE",
  "SIGKILL",
  "SIGSEGV",
  "SIGSYS",
] as const);

/** Runs a command as process 1 of its own container, directly under the engine. */
export function spawnAsInit(
  command: readonly string[],
  spawning: SpawnOptions,
  options: InitOptions,
): HostProcess {
  const { docker } = options.engine;
  const remote = startRemoteChild(1, null);
  const running = start(command, spawning, options, remote);
  running.catch((cause: Error) => remote.failed(cause));
  const observer = running.then((id) => observe(docker, id));
  observer.catch(() => {});
  const isOver = () => hasExited(remote.child);
  const look = async () => (isOver() ? [] : await lookThrough(observer));
  const signal = (name: NodeJS.Signals) =>
    void running.then((id) => docker.getContainer(id).kill({ signal: name })).catch(() => {});
  return {
    child: remote.child,
    started: running.then(
      () => {},
      () => {},
    ),
    processes: async () => {
      const pids = (await look()).map(({ pid }) => pid);
      // A container that has just ended has no processes, and is about to report how it ended.
      return pids.length === 0 && !isOver() && remote.child.pid !== undefined ? [1] : pids;
    },
    sample: async () => sumUp(isOver() ? [] : await lookAtAll(observer)),
    listeners: async (transport) =>
      heldListeners(await look(), await options.network.tables(transport), transport),
    signal,
    signalAll: signal,
    killOwn: () => signal("SIGKILL"),
    killAll: () => signal("SIGKILL"),
  };
}

async function start(
  command: readonly string[],
  spawning: SpawnOptions,
  options: InitOptions,
  remote: RemoteChild,
): Promise<string> {
  const { engine, image, name, runId } = options;
  const { docker } = engine;
  const streams = { stdout: new PassThrough(), stderr: new PassThrough() };
  streams.stdout.on("data", (bytes: Buffer) => remote.output("stdout", bytes));
  streams.stderr.on("data", (bytes: Buffer) => remote.output("stderr", bytes));
  const created: string[] = [];
  const Confined = confinedContainer(
    engine,
    {
      name,
      runId,
      image: image.reference,
      capabilities: [],
      limits: image.limits,
      network: `container:${options.anchor.id}`,
    },
    {
      words: command,
      environment: meantForIt(spawning),
      removeWhenOver: false,
      onCreated: async (id) => {
        created.push(id);
        splitOutputs(docker, await attach(docker, id), streams);
        awaitEnd(docker, id, remote).catch((cause: Error) => remote.failed(cause));
      },
    },
  );
  const container = new Confined(image.reference);
  container.withCopyArchivesToContainer([{ tar: archiveAgent(), target: agentFolder }]);
  const { descriptorLimit } = spawning;
  const folder = folderInImage(spawning);
  if (folder !== null) {
    container.withWorkingDir(folder);
  }
  if (descriptorLimit !== undefined) {
    container.withUlimits({ nofile: { hard: descriptorLimit, soft: descriptorLimit } });
  }
  const started = await container.start().catch(async (cause) => {
    await Promise.all(created.map((id) => removeContainer(docker, id)));
    throw explainEngineError(`start ${image.reference}`, cause);
  });
  return started.getId();
}

async function awaitEnd(docker: Docker, id: string, remote: RemoteChild): Promise<void> {
  const container = docker.getContainer(id);
  await container.wait({ condition: "next-exit" });
  const { State } = await container.inspect();
  remote.ended(readEnd(State));
  remote.closed();
  await removeContainer(docker, id);
}

function readEnd(state: { readonly ExitCode: number; readonly OOMKilled?: boolean }): RemoteEnd {
  const { ExitCode: status } = state;
  const signal = status > 128 ? signalName(status - 128) : null;
  const outOfMemory = state.OOMKilled === true;
  return signal !== null && (forcedOnInit as ReadonlySet<string>).has(signal)
    ? { status: null, signal, outOfMemory }
    : { status, signal: null, outOfMemory };
}

/** An agent beside the command, which sees all processes of its container except itself. */
async function observe(docker: Docker, id: string): Promise<Agent> {
  const execution = await docker.getContainer(id).exec({
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    Cmd: [`${agentFolder}/agent`, "beside"],
  });
  const duplex = await execution.start({ hijack: true, stdin: true });
  return await openAgent(duplex, (stdout, stderr) =>
    splitOutputs(docker, duplex, { stdout, stderr }),
  );
}
