import { spawn } from "node:child_process";
import { hasExited } from "../../host/end-child.ts";
import type { Host, HostProcess, PipedChild, ServerHost, SpawnOptions } from "../../host/host.ts";
import { isIpv6Only } from "../../host/proc/ipv6-only.ts";
import { countSockets, listenersHeldBy, readCounters, readListeners } from "../../host/proc/net.ts";
import {
  childrenOf,
  countInNetwork,
  descendantsOf,
  hasEnded,
  networkNamespace,
  processesInNetworkOf,
  processTree,
  sampleProcesses,
} from "../../host/proc/process.ts";
import { startWatcher, type Watcher } from "../../host/watcher.ts";
import { silentNameServer, unreadOutput, withOwnEnvironment } from "../surroundings.ts";
import { isTracer, traceTo } from "./strace.ts";

/** Process ids that locate a host of the lab. */
export interface Place {
  /** The lab's init process, which adopts orphans. */
  readonly first: number;
  /** An idle process that keeps the host's namespaces alive. */
  readonly anchor: number;
}

/** A watcher that receives the pid of each process started in a host, and ends with this process. */
export function startHostWatcher(): Watcher {
  return startWatcher(wakeTheLast);
}

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

export function startHost(place: Place, watcher: Watcher): Host {
  return {
    spawn(command, options) {
      const spawned = spawnInside(place, command, options);
      watcher.writeLine(String(spawned.child.pid));
      return spawned;
    },
    counters: async () => readCounters(`/proc/${place.anchor}/net`),
    installed: null,
  };
}

export function startServerHost(place: Place, watcher: Watcher): ServerHost {
  const netFolder = `/proc/${place.anchor}/net`;
  return {
    ...startHost(place, watcher),
    isolated: true,
    canRunAsInit: true,
    canTrace: true,
    listeners: async () => readListeners(netFolder),
    isIpv6Only: (query) => isIpv6Only(query, enterHost(place)),
    sockets: async (port) => countSockets(netFolder, port),
  };
}

/**
 * @param wrapper a process outside the lab whose descendants are in it.
 * @returns pids of the command's processes in a host, orphans included.
 */
function findInside({ first, anchor }: Place, wrapper: number | undefined): readonly number[] {
  const network = networkNamespace(anchor);
  const orphans = childrenOf(first);
  const parents = wrapper === undefined ? orphans : [wrapper, ...orphans];
  const near = [...orphans, ...parents.flatMap(descendantsOf)].filter(
    (pid) => pid !== anchor && networkNamespace(pid) === network && !hasEnded(pid),
  );
  // Listing children is cheap, but may miss one while others end: an empty list counts only if all
  // processes of the lab confirm it.
  const isEmpty = network !== null && countInNetwork(first, network) === 1;
  return near.length > 0 || isEmpty
    ? near
    : processesInNetworkOf(anchor).filter(
        (pid) => pid !== anchor && pid !== wrapper && !hasEnded(pid),
      );
}

const asInit = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--"];

/** Words before a command that is run in a host. */
function enterHost({ anchor }: Place): readonly [string, ...string[]] {
  const namespaces = ["--user", "--preserve-credentials", "--mount", "--pid", "--net"];
  return ["nsenter", "--target", String(anchor), ...namespaces, "--"];
}

/** `nsenter` stays outside the PID namespace and ends as the command inside it ends. */
function spawnInside(place: Place, command: readonly string[], options: SpawnOptions): HostProcess {
  const { anchor } = place;
  const [nsenter, ...entering] = enterHost(place);
  const limit = options.descriptorLimit;
  const prlimit = limit === undefined ? [] : ["prlimit", `--nofile=${limit}:${limit}`, "--"];
  const init = options.asInit === true ? asInit : [];
  const traced = options.systemCallsFile;
  const child = spawn(
    nsenter,
    [
      ...entering,
      "env",
      `--chdir=${options.cwd}`,
      "--",
      ...silentNameServer(options),
      ...prlimit,
      ...init,
      ...(traced === undefined ? [] : traceTo(traced)),
      ...unreadOutput(options),
      ...withOwnEnvironment(command, options),
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
