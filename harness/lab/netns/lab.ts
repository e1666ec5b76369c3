import { type ChildProcess, spawn } from "node:child_process";
import { release } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { endChild, hasExited } from "../../host/end-child.ts";
import type { Host, HostProcess, PipedChild, ServerHost, SpawnOptions } from "../../host/host.ts";
import { countSockets, listenersHeldBy, readCounters, readListeners } from "../../host/proc/net.ts";
import {
  childrenOf,
  descendantsOf,
  hasEnded,
  networkNamespace,
  processesInNetworkOf,
  processTree,
  sampleProcesses,
} from "../../host/proc/process.ts";
import { startWatcher, type Watcher } from "../../host/watcher.ts";
import { type Lab, type LabFacts, LabOpenError, type SocketBuffers } from "../lab.ts";
import { connectionInFlight } from "../wire/in-flight.ts";
import { showHostInterface, startLink } from "../wire/link.ts";
import { startObserver } from "../wire/observer.ts";
import { enterWire, startWireShell, WireError, type WireShell } from "../wire/shell.ts";
import { isTracer, traceTo } from "./strace.ts";

/** An open took 30 ms on two busy cores; this is for a machine that swaps. */
const openTimeoutMs = 10_000;

/** The kernel kills a PID namespace at once; this is for one that does not. */
const killAfterMs = 2000;

const namespaces = ["--user", "--map-root-user", "--net", "--mount", "--pid"];
const firstPort = 9000;

/** Between a host and all that is lost and delayed: both sides of the wire, as the hosts see it. */
const observed = {
  devices: ["client", "server"],
  networks: ["/run/netns/client", "/run/netns/server"],
} as const;

/**
 * `nsenter` stops itself when its child is stopped. Were this process killed then, it would stay
 * stopped for ever, as the only thing that is not in the lab. Reads process ids.
 */
const wakeTheLast = `
  while read -r word; do
    [ "$word" != ended ] || exit 0
    set -- "$@" "$word"
    [ $# -le 20 ] || shift
  done
  kill -CONT "$@"
`;

export interface NetnsOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** A port that the implementation insists on. */
  readonly fixedPort: number | null;
  /** What the hosts' socket buffers may grow to; default: 1 MiB, so that a megabyte can be owed. */
  readonly largestBufferBytes?: number;
  readonly signal: AbortSignal;
}

/**
 * Opens a lab of three network namespaces, client – wire – server, without root.
 *
 * Everything in it lives in a PID namespace whose first process ends when its standard input
 * closes, so nothing outlives this process, however it ends.
 *
 * @throws {LabOpenError} where the kernel or the distribution does not allow it.
 */
export async function openNetnsLab(options: NetnsOptions): Promise<Lab> {
  await using opening = new AsyncDisposableStack();
  const holder = spawn(
    "unshare",
    [
      ...namespaces,
      "--fork",
      "--kill-child",
      "--mount-proc",
      "sh",
      join(import.meta.dirname, "netns.sh"),
      String(options.largestBufferBytes ?? 1_048_576),
    ],
    {
      ...{ stdio: ["pipe", "pipe", "pipe"], env: options.environment, signal: options.signal },
      // A session of its own: Ctrl-C is for the harness, which unwinds in order.
      detached: true,
    },
  ) as Holder;
  opening.defer(() => endChild(holder, { ask: () => holder.stdin?.destroy(), killAfterMs }));
  const watcher = startWatcher(wakeTheLast);
  opening.defer(watcher.end);
  const hosts = await readHosts(holder);
  const [first] = holder.pid === undefined ? [] : childrenOf(holder.pid);
  const [client, server] = first === undefined ? [] : childrenOf(first);
  if (first === undefined || client === undefined || server === undefined) {
    throw new LabOpenError("The lab's hosts ended as soon as they were made. Run sockspec doctor.");
  }
  const netFolders = { client: `/proc/${client}/net`, server: `/proc/${server}/net` };
  const link = await openLink(startWireShell(first, options.environment), netFolders);
  const closing = opening.move();
  let port = firstPort;
  return {
    kind: "netns",
    client: startHost({ first, anchor: client }, watcher),
    server: startServerHost({ first, anchor: server }, watcher),
    serverAddress: "198.18.1.2",
    serverAddressIpv6: "2001:2:0:1::2",
    nextPort() {
      port += 1;
      return options.fixedPort ?? port;
    },
    isAlive: () => !hasEnded(client) && !hasEnded(server),
    ...link,
    inFlight: async (serverPort, clientPort) =>
      connectionInFlight(netFolders, { serverPort, clientPort }),
    startObserver: () =>
      startObserver({ enter: enterWire(first), ...observed }, options.environment),
    facts: { kernel: release(), ...hosts, countersAreOurs: true },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

/** A wire cannot be watched for want of `nft` or of its kernel modules. */
async function openLink(
  wire: WireShell,
  netFolders: { readonly client: string; readonly server: string },
): Promise<Pick<Lab, "link" | "whyNoLink">> {
  try {
    const link = await startLink({
      wire,
      showInterface: (host) => wire.run(["ip", "-n", host, ...showHostInterface]),
      hostCounters: async () => ({
        client: readCounters(netFolders.client) ?? {},
        server: readCounters(netFolders.server) ?? {},
      }),
    });
    return { link, whyNoLink: null };
  } catch (error) {
    if (error instanceof WireError) {
      return { link: null, whyNoLink: error.message };
    }
    throw error;
  }
}

type Holder = ChildProcess & PipedChild;

/** Waits until the hosts have said what they are. */
async function readHosts(holder: Holder): Promise<Pick<LabFacts, "congestionControl" | "buffers">> {
  let complaint = "";
  holder.stderr.on("data", (text: Buffer) => {
    complaint = `${complaint}${text}`.slice(0, 2000);
  });
  const timer = setTimeout(() => holder.kill("SIGKILL"), openTimeoutMs);
  const failed = new Promise<never>((_, reject) => {
    holder.once("error", (cause) => reject(openError(String(cause), cause)));
    holder.once("close", (status, signal) => {
      reject(openError(complaint.trim() || `it ended with ${signal ?? `status ${status}`}`));
    });
  });
  failed.catch(() => {});
  const buffers: Record<string, SocketBuffers> = {};
  let congestionControl = "";
  const said = createInterface({ input: holder.stdout });
  const complete = (async () => {
    let ready = false;
    for await (const line of said) {
      const [word, name = "", control = "", ...sizes] = line.split(" ");
      if (word === "host") {
        const [minimum = 0, initial = 0, largest = 0, , ...send] = sizes.map(Number);
        const [sendMinimum = 0, sendInitial = 0, sendLargest = 0] = send;
        buffers[name] = {
          tcpRmem: [minimum, initial, largest],
          tcpWmem: [sendMinimum, sendInitial, sendLargest],
        };
        congestionControl = control;
      }
      ready ||= word === "ready";
      const { client, server } = buffers;
      if (ready && client !== undefined && server !== undefined) {
        return { congestionControl, buffers: { client, server } };
      }
    }
    return await failed;
  })();
  try {
    return await Promise.race([complete, failed]);
  } finally {
    clearTimeout(timer);
  }
}

function openError(found: string, cause?: unknown): LabOpenError {
  return new LabOpenError(
    `The netns lab could not be opened: ${found}\n` +
      "It needs user namespaces, iproute2 and util-linux. " +
      "Run sockspec doctor to see what to install or allow, or use --lab loopback.",
    { cause },
  );
}

interface Place {
  /** The first process of the lab, which orphans become children of. */
  readonly first: number;
  /** A process that does nothing but live in the host. */
  readonly anchor: number;
}

function startHost(place: Place, watcher: Watcher): Host {
  return {
    spawn(command, options) {
      const spawned = spawnInside(place, command, options);
      watcher.say(String(spawned.child.pid));
      return spawned;
    },
    counters: async () => readCounters(`/proc/${place.anchor}/net`),
    installed: null,
  };
}

function startServerHost(place: Place, watcher: Watcher): ServerHost {
  const netFolder = `/proc/${place.anchor}/net`;
  return {
    ...startHost(place, watcher),
    isolated: true,
    canRunAsInit: true,
    canTrace: true,
    listeners: async () => readListeners(netFolder),
    sockets: async (port) => countSockets(netFolder, port),
  };
}

/**
 * @param wrapper a process outside the lab whose descendants are in it.
 * @returns what runs in a host for a command, with those that lost their parents on the way.
 */
function findInside({ first, anchor }: Place, wrapper: number | undefined): readonly number[] {
  const network = networkNamespace(anchor);
  const orphans = childrenOf(first);
  const parents = wrapper === undefined ? orphans : [wrapper, ...orphans];
  const near = [...orphans, ...parents.flatMap(descendantsOf)].filter(
    (pid) => pid !== anchor && networkNamespace(pid) === network && !hasEnded(pid),
  );
  // Asking for children is cheap, and may miss one while others end: that nobody is left is said
  // after a look at all processes only.
  return near.length > 0
    ? near
    : processesInNetworkOf(anchor).filter(
        (pid) => pid !== anchor && pid !== wrapper && !hasEnded(pid),
      );
}

const asInit = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--"];

/** `nsenter` stays outside the PID namespace and ends as the command inside it ends. */
function spawnInside(place: Place, command: readonly string[], options: SpawnOptions): HostProcess {
  const { anchor } = place;
  const limit = options.descriptorLimit;
  const prlimit = limit === undefined ? [] : ["prlimit", `--nofile=${limit}:${limit}`, "--"];
  const init = options.asInit === true ? asInit : [];
  const traced = options.systemCallsFile;
  const child = spawn(
    "nsenter",
    [
      ...["--target", String(anchor), "--user", "--preserve-credentials", "--mount", "--pid"],
      ...["--net", "--", "env", `--chdir=${options.cwd}`, "--"],
      ...[...prlimit, ...init, ...(traced === undefined ? [] : traceTo(traced)), ...command],
    ],
    { stdio: [options.stdin, "pipe", "pipe"], env: options.environment, detached: true },
  ) as PipedChild;
  const ownProcess = () => {
    const entered = child.pid === undefined ? [] : childrenOf(child.pid);
    return options.asInit === true ? entered.flatMap(childrenOf) : entered;
  };
  const isOurs = traced === undefined ? () => false : isTracer;
  const processes = () => findInside(place, child.pid).filter((pid) => !isOurs(pid));
  // nsenter stops itself when its child is stopped, and would not notice the child's end.
  const wake = (name: NodeJS.Signals) => {
    if (name !== "SIGSTOP" && child.pid !== undefined) {
      sendSignal(child.pid, "SIGCONT");
    }
  };
  return {
    child,
    started: Promise.resolve(),
    processes: async () => processes(),
    sample: async () => sampleProcesses(processes()),
    listeners: async () => listenersHeldBy(processes(), `/proc/${anchor}/net`),
    signal(name) {
      const own = ownProcess();
      for (const pid of own.length > 0 ? own : processes()) {
        sendSignal(pid, name);
      }
      wake(name);
    },
    signalAll(name) {
      for (const pid of processes()) {
        sendSignal(pid, name);
      }
      wake(name);
    },
    killOwn() {
      for (const pid of ownProcess().flatMap(processTree)) {
        sendSignal(pid, "SIGKILL");
      }
    },
    killAll() {
      const all = processes();
      for (const pid of all) {
        sendSignal(pid, "SIGKILL");
      }
      if (child.pid !== undefined && !hasExited(child)) {
        // A stopped nsenter would not report the end of what it waits for, and one that has not
        // come to start anything has nothing to report.
        sendSignal(child.pid, all.length > 0 ? "SIGCONT" : "SIGKILL");
      }
    },
  };
}

function sendSignal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
      throw error;
    }
  }
}
