import type { Duplex, Writable } from "node:stream";
import type { ContainerLimits } from "../../host/program-image.ts";
import { type Agent, openAgent } from "./agent.ts";
import { agentFolder, archiveAgent } from "./agent-archive.ts";
import type { Docker, Engine } from "./engine.ts";
import { explainEngineError } from "./errors.ts";
import { ownerLabel, ownName, runLabel } from "./owner.ts";

export interface BoxOptions {
  /** Name or id of an existing image. */
  readonly image: string;
  readonly name: string;
  readonly runId: string;
  /** `none`, or `container:ID` to share another's. */
  readonly network: string;
  /** The container whose PID namespace it shares. Default: its own. */
  readonly processesOf?: string;
  readonly capabilities: readonly string[];
  readonly sysctls?: Readonly<Record<string, string>>;
  readonly limits: ContainerLimits;
  /** Whether the agent is the image's entry point. Default: it is copied into the container. */
  readonly hasAgent?: boolean;
}

/** A running container whose first process is our agent. */
export interface Box extends AsyncDisposable {
  readonly id: string;
  readonly agent: Agent;
}

/**
 * Starts a confined container: only the named capabilities, no new privileges, limits, and a
 * read-only root unless it must be writable. It ends, and the engine removes it, when this
 * process releases it or ends for any reason.
 */
export async function startBox(engine: Engine, options: BoxOptions): Promise<Box> {
  const { docker } = engine;
  await using starting = new AsyncDisposableStack();
  const attached = Promise.withResolvers<Duplex>();
  attached.promise.catch(() => {});
  const Confined = confinedContainer(engine, options, {
    words: options.hasAgent === true ? null : [`${agentFolder}/agent`],
    onCreated: async (id) => {
      starting.defer(() => removeContainer(docker, id));
      const duplex = await attach(docker, id);
      starting.defer(async () => void duplex.destroy());
      attached.resolve(duplex);
    },
    removeWhenOver: true,
  });
  const container = new Confined(options.image);
  if (options.hasAgent !== true) {
    container.withCopyArchivesToContainer([{ tar: archiveAgent(), target: agentFolder }]);
  }
  const started = await container.start().catch((cause) => {
    throw explainEngineError(`start ${options.image}`, cause);
  });
  const duplex = await attached.promise;
  const agent = await openAgent(duplex, (stdout, stderr) => {
    splitOutputs(docker, duplex, { stdout, stderr });
  });
  const owned = starting.move();
  return { id: started.getId(), agent, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

interface Confinement {
  /** Replaces the image's entry point; null keeps it. */
  readonly words: readonly string[] | null;
  readonly environment?: Readonly<Record<string, string>>;
  /** Called when the container has been created but not started. */
  readonly onCreated: (id: string) => Promise<void>;
  /** Removed by the engine when it ends. */
  readonly removeWhenOver: boolean;
}

/** testcontainers has no options for a read-only root, a process limit and standard input. */
export function confinedContainer(
  { GenericContainer }: Engine,
  options: BoxOptions,
  { words, environment, onCreated, removeWhenOver }: Confinement,
): Engine["GenericContainer"] {
  const { memoryMiB, processes, writableRoot } = options.limits;
  const memory = memoryMiB * 1024 * 1024;
  return class extends GenericContainer {
    constructor(image: string) {
      super(image);
      this.withName(options.name)
        .withLabels({ [runLabel]: options.runId, [ownerLabel]: ownName() })
        .withNetworkMode(options.network)
        .withDroppedCapabilities("ALL")
        .withSecurityOpt("no-new-privileges")
        .withTmpFs({ "/tmp": "rw,nosuid,nodev,size=64m" })
        .withAutoCleanup(false)
        .withWaitStrategy(asSoonAsStarted);
      if (words !== null) {
        this.withEntrypoint([...words]).withCommand([]);
      }
      this.withEnvironment({ ...environment });
      Object.assign(this.createOpts, { OpenStdin: true, StdinOnce: true, AttachStdin: true });
      Object.assign(this.hostConfig, {
        AutoRemove: removeWhenOver,
        CapAdd: [...options.capabilities],
        ReadonlyRootfs: !writableRoot,
        Memory: memory,
        MemorySwap: memory,
        PidsLimit: processes,
        LogConfig: { Type: "none", Config: {} },
        Mounts:
          options.hasAgent === true
            ? []
            : [{ Type: "volume", Source: "", Target: agentFolder, ReadOnly: false }],
        ...(options.sysctls === undefined ? {} : { Sysctls: { ...options.sysctls } }),
        ...(options.processesOf === undefined
          ? {}
          : { PidMode: `container:${options.processesOf}` }),
      });
    }

    protected override async containerCreated(id: string): Promise<void> {
      await onCreated(id);
    }
  };
}

/** The agent sees whether it listens; testcontainers would need a shell in the image. */
const asSoonAsStarted = {
  waitUntilReady: () => Promise.resolve(),
  withStartupTimeout() {
    return this;
  },
  isStartupTimeoutSet: () => true,
  getStartupTimeout: () => 0,
};

/** @returns a stream to the container's standard input, and from both its outputs. */
export async function attach(docker: Docker, id: string): Promise<Duplex> {
  const all = { stream: true, stdin: true, stdout: true, stderr: true, hijack: true };
  return (await docker.getContainer(id).attach(all)) as unknown as Duplex;
}

export function splitOutputs(
  docker: Docker,
  duplex: Duplex,
  { stdout, stderr }: { readonly stdout: Writable; readonly stderr: Writable },
): void {
  docker.modem.demuxStream(duplex, stdout, stderr);
}

export async function removeContainer(docker: Docker, id: string): Promise<void> {
  try {
    await docker.getContainer(id).remove({ force: true, v: true });
  } catch (error) {
    const { statusCode } = error as { readonly statusCode?: number };
    // It has gone, or is about to.
    if (statusCode !== 404 && statusCode !== 409) {
      throw error;
    }
  }
}
