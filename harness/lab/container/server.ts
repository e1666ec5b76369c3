import { unreadable } from "../../history/socket-options.ts";
import type { HostProcess, ServerHost, SpawnOptions } from "../../host/host.ts";
import { countByState } from "../../host/proc/net.ts";
import type { ProgramImage } from "../../host/program-image.ts";
import { type Box, startBox } from "./box.ts";
import type { Engine } from "./engine.ts";
import { agentCommand, folderInImage, listenersIn, viewNetwork, viewProcess } from "./host.ts";
import { spawnAsInit } from "./init.ts";
import { startRemoteChild } from "./remote-child.ts";

export interface ServerHostOptions {
  readonly engine: Engine;
  readonly runId: string;
  /** Prefix of the names of the lab's containers. */
  readonly name: string;
  /** Holds the host's network namespace, which implementations share. */
  readonly anchor: Box;
}

/** A host whose commands run in containers: one for each image with its limits, which is reused. */
export interface ContainerServerHost extends AsyncDisposable {
  readonly host: ServerHost;
}

export function startServerHost(options: ServerHostOptions): ContainerServerHost {
  const network = viewNetwork(options.anchor.agent);
  const boxes = new Map<string, Promise<Box>>();
  const owned = new AsyncDisposableStack();
  let number = 0;
  const nextName = () => {
    number += 1;
    return `${options.name}-impl-${number}`;
  };
  const boxFor = async (image: ProgramImage): Promise<Box> => {
    const key = JSON.stringify(image);
    const known = await boxes.get(key)?.catch(() => null);
    if (known?.agent.alive === true) {
      return known;
    }
    const starting = startImplementationBox(options, image, nextName()).then((box) =>
      owned.use(box),
    );
    boxes.set(key, starting);
    return await starting;
  };
  const spawn = (command: readonly string[], spawning: SpawnOptions): HostProcess => {
    const { image } = spawning;
    if (image === undefined) {
      throw new Error(`Expected an image to run ${command[0]} from, found none.`);
    }
    if (spawning.asInit === true) {
      const name = nextName();
      return spawnAsInit(command, spawning, { ...options, image, name, network });
    }
    const remote = startRemoteChild(0, null);
    const agent = boxFor(image).then((box) => {
      box.agent.start(agentCommand(command, spawning, folderInImage(spawning)), remote);
      return box.agent;
    });
    agent.catch((cause: Error) => remote.failed(cause));
    return viewProcess(remote.child, { agent, network });
  };
  return {
    host: {
      spawn,
      installed: null,
      isolated: true,
      canRunAsInit: true,
      canTrace: false,
      counters: network.counters,
      listeners: async (transport) => listenersIn(await network.tables(transport), transport),
      isIpv6Only: () => Promise.resolve(false),
      sockets: async (port) => countByState(await network.rows(), port),
      socketOptions: () => Promise.resolve(unreadable(withoutCapability)),
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Docker's default seccomp profile. */
const withoutCapability =
  "a container without CAP_SYS_PTRACE may not call pidfd_getfd(2), and this lab grants no capability";

async function startImplementationBox(
  { engine, runId, anchor }: ServerHostOptions,
  image: ProgramImage,
  name: string,
): Promise<Box> {
  return await startBox(engine, {
    name,
    runId,
    image: image.reference,
    network: `container:${anchor.id}`,
    capabilities: [],
    limits: image.limits,
  });
}
