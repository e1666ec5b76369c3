import { posix } from "node:path";
import type { CounterDeltas } from "../../history/history.ts";
import type { Host, HostProcess, Listener, SpawnOptions, Transport } from "../../host/host.ts";
import {
  isHeldBy,
  isListening,
  parseCounters,
  parseDevices,
  parseIpv6Counters,
  parseTcpTable,
  type TcpRow,
  tablesOf,
} from "../../host/proc/net.ts";
import { hasEndedBy, type ProcessTexts, sumUp } from "../../host/proc/process.ts";
import type { Agent } from "./agent.ts";
import type { AgentCommand } from "./agent-children.ts";

/** Their paths in our own image. */
const installed = { node: "/usr/local/bin/node", harness: "/sockspec/harness" };

/** The agent's view of its network namespace. */
export interface NetworkView {
  /** The raw tables of a transport; empty for Unix-domain sockets, which no case has here. */
  tables(transport: Transport): Promise<string>;
  rows(): Promise<readonly TcpRow[]>;
  counters: Host["counters"];
  /** The counters, and what each interface has sent. */
  hostCounters(): Promise<CounterDeltas>;
}

export function viewNetwork(agent: Agent): NetworkView {
  const tables = async (transport: Transport) => {
    const texts =
      transport === "unix" ? [] : await agent.read(tablesOf("/proc/self/net", transport));
    return texts.join("\n");
  };
  const counters = async (): Promise<CounterDeltas> => {
    const names = ["snmp", "netstat", "snmp6"];
    const [ofIpv6 = "", ...texts] = (
      await agent.read(names.map((name) => `/proc/self/net/${name}`))
    ).toReversed();
    return Object.assign({}, ...texts.map(parseCounters), parseIpv6Counters(ofIpv6));
  };
  return {
    tables,
    rows: async () => parseTcpTable(await tables("tcp")),
    counters,
    async hostCounters() {
      const [devices = ""] = await agent.read(["/proc/self/net/dev"]);
      return { ...(await counters()), ...parseDevices(devices) };
    },
  };
}

/** @returns the working directory of an implementation in its image; null for the image's own. */
export function folderInImage({ image, cwdInImage }: SpawnOptions): string | null {
  return image === undefined || cwdInImage === undefined
    ? null
    : posix.resolve(image.workingFolder, cwdInImage);
}

/** A host that is one of our containers. */
export function startContainerHost(agent: Agent): Host {
  const network = viewNetwork(agent);
  return {
    installed,
    counters: network.counters,
    spawn(command, options) {
      const child = agent.start(agentCommand(command, options, options.cwd));
      return viewProcess(child, { agent: Promise.resolve(agent), network });
    },
  };
}

/**
 * Passes on only those variables that are meant for the command: a container has its own
 * environment.
 *
 * @param folder null for the container's.
 */
export function agentCommand(
  command: readonly string[],
  options: SpawnOptions,
  folder: string | null,
): AgentCommand {
  const { descriptorLimit, stdin } = options;
  return {
    words: command,
    environment: meantForIt(options),
    stdin,
    ...(folder === null ? {} : { folder }),
    ...(descriptorLimit === undefined ? {} : { descriptorLimit }),
  };
}

export function meantForIt({
  environment,
  ownEnvironment,
}: Pick<SpawnOptions, "environment" | "ownEnvironment">): Readonly<Record<string, string>> {
  const entries = Object.entries(environment).filter(([name]) => name.startsWith("SOCKSPEC_"));
  return { ...Object.fromEntries(entries), ...ownEnvironment };
}

export interface ProcessView {
  /** Settles when the command's container is running. */
  readonly agent: Promise<Agent>;
  readonly network: NetworkView;
}

/** A process that an agent has been asked to start, or will be. */
export function viewProcess(
  child: HostProcess["child"],
  { agent, network }: ProcessView,
): HostProcess {
  const living = async () => await lookThrough(agent);
  const signal = (whom: "own" | "tree" | "all", name: NodeJS.Signals) =>
    void agent.then((started) => started.signal(child, whom, name)).catch(() => {});
  return {
    child,
    started: agent.then(
      () => {},
      () => {},
    ),
    processes: async () => (await living()).map(({ pid }) => pid),
    sample: async () => sumUp(await lookAtAll(agent)),
    listeners: async (transport) =>
      heldListeners(await living(), await network.tables(transport), transport),
    signal: (name) => signal("own", name),
    signalAll: (name) => signal("all", name),
    killOwn: () => signal("tree", "SIGKILL"),
    killAll: () => signal("all", "SIGKILL"),
  };
}

/** @returns the living processes that an agent sees. */
export async function lookThrough(agent: Promise<Agent>): Promise<readonly ProcessTexts[]> {
  return (await lookAtAll(agent)).filter((process) => !hasEndedBy(process));
}

/** @returns the agent's processes, zombies included; none if its container is not running. */
export async function lookAtAll(agent: Promise<Agent>): Promise<readonly ProcessTexts[]> {
  try {
    return await (await agent).look();
  } catch {
    return [];
  }
}

export function heldListeners(
  processes: readonly ProcessTexts[],
  tables: string,
  transport: Transport,
): readonly Listener[] {
  const isHeld = isHeldBy(processes.flatMap(({ socketInodes }) => socketInodes));
  return listenersIn(tables, transport, isHeld);
}

/** @returns the listening sockets of an IP transport's tables that `isWanted`. */
export function listenersIn(
  tables: string,
  transport: Transport,
  isWanted: (line: string) => boolean = () => true,
): readonly Listener[] {
  if (transport === "unix") {
    return [];
  }
  const isListener: (line: string) => boolean = isListening[transport];
  const lines = tables.split("\n").filter((line) => isListener(line) && isWanted(line));
  return parseTcpTable(lines.join("\n"));
}
