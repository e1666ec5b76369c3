import type { Host, HostProcess, Listener, SpawnOptions } from "../../host/host.ts";
import { isHeldBy, parseCounters, parseTcpTable, type TcpRow } from "../../host/proc/net.ts";
import { hasEndedBy, type ProcessTexts, sumUp } from "../../host/proc/process.ts";
import type { Agent, AgentCommand } from "./agent.ts";

/** Where our own image has them. */
const installed = { node: "/usr/local/bin/node", harness: "/sockspec/harness" };

/** What an agent sees of its network namespace. */
export interface NetworkView {
  /** The raw TCP tables. */
  tables(): Promise<string>;
  rows(): Promise<readonly TcpRow[]>;
  counters: Host["counters"];
}

export function viewNetwork(agent: Agent): NetworkView {
  const tables = async () => {
    const texts = await agent.read(["/proc/self/net/tcp", "/proc/self/net/tcp6"]);
    return texts.join("\n");
  };
  return {
    tables,
    rows: async () => parseTcpTable(await tables()),
    async counters() {
      const texts = await agent.read(["/proc/self/net/snmp", "/proc/self/net/netstat"]);
      return Object.assign({}, ...texts.map(parseCounters));
    },
  };
}

/** A host that is one of our containers. */
export function startContainerHost(agent: Agent): Host {
  const network = viewNetwork(agent);
  return {
    installed,
    counters: network.counters,
    spawn(command, options) {
      const child = agent.start(agentCommand(command, options, options.cwd));
      return describeProcess(child, { agent: Promise.resolve(agent), network });
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
    environment: meantForIt(options.environment),
    stdin,
    ...(folder === null ? {} : { folder }),
    ...(descriptorLimit === undefined ? {} : { descriptorLimit }),
  };
}

export function meantForIt(
  environment: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const entries = Object.entries(environment).filter(([name]) => name.startsWith("SOCKSPEC_"));
  return Object.fromEntries(entries);
}

export interface ProcessView {
  /** Settles when the command's container is running. */
  readonly agent: Promise<Agent>;
  readonly network: NetworkView;
}

/** A process that an agent was told to start, or will be. */
export function describeProcess(
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
    sample: async () => sumUp(await living()),
    listeners: async () => heldListeners(await living(), await network.tables()),
    signal: (name) => signal("own", name),
    signalAll: (name) => signal("all", name),
    killOwn: () => signal("tree", "SIGKILL"),
    killAll: () => signal("all", "SIGKILL"),
  };
}

/** @returns the processes that an agent sees; none if its container did not start, or has ended. */
export async function lookThrough(agent: Promise<Agent>): Promise<readonly ProcessTexts[]> {
  try {
    const processes = await (await agent).look();
    return processes.filter((process) => !hasEndedBy(process));
  } catch {
    return [];
  }
}

export function heldListeners(
  processes: readonly ProcessTexts[],
  tables: string,
): readonly Listener[] {
  const isHeld = isHeldBy(processes.flatMap(({ socketInodes }) => socketInodes));
  const rows = parseTcpTable(tables.split("\n").filter(isHeld).join("\n"));
  return rows.filter((row) => row.state === "LISTEN");
}
