import { spawn } from "node:child_process";
import { hasExited } from "../../host/end-child.ts";
import type { HostProcess, PipedChild, SpawnOptions } from "../../host/host.ts";
import { rememberFamily } from "../../host/proc/family.ts";
import { listenersHeldBy } from "../../host/proc/net.ts";
import {
  childrenOf,
  hasEnded,
  listProcesses,
  processTree,
  sampleProcesses,
} from "../../host/proc/process.ts";
import { enterNamespaces } from "../enter.ts";
import { ownNames, silentNameServer, unreadOutput, withOwnEnvironment } from "../surroundings.ts";
import { findInside, type Place } from "./place.ts";
import { isTracer, traceTo } from "./strace.ts";

/** Spawns a command in a host. The program that enters it stays outside the lab and ends as the command ends. */
export function spawnInside(
  place: Place,
  command: readonly string[],
  options: SpawnOptions,
): HostProcess {
  const child = startEntering(place, command, options);
  const isOurs = options.systemCallsFile === undefined ? () => false : isTracer;
  const find = () => findInside(place, child.pid).filter((pid) => !isOurs(pid));
  const family = rememberFamily(find, () => listProcesses(`/proc/${place.first}/root/proc`));
  const processes = () => family().living;
  const ownProcess = () => {
    const entered = child.pid === undefined ? [] : childrenOf(child.pid);
    return options.asInit === true ? entered.flatMap(childrenOf) : entered;
  };
  return {
    child,
    started: Promise.resolve(),
    processes: async () => processes(),
    async sample() {
      const { living, ended } = family();
      return sampleProcesses(living, ended);
    },
    listeners: async (transport) =>
      listenersHeldBy(processes(), `/proc/${place.anchor}/net`, transport),
    signal(name) {
      // The command may have left a daemon behind, and have ended before who entered noticed it.
      const own = ownProcess().filter((pid) => !hasEnded(pid));
      sendSignal(own.length > 0 ? own : processes(), name);
      wake(child, name);
    },
    signalAll(name) {
      sendSignal(processes(), name);
      wake(child, name);
    },
    killOwn: () => sendSignal(ownProcess().flatMap(processTree), "SIGKILL"),
    killAll: () => killAll(child, processes()),
  };
}

const asInit = ["unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--"];

function startEntering(
  place: Place,
  command: readonly string[],
  options: SpawnOptions,
): PipedChild {
  const [enter, ...entering] = enterNamespaces(place.anchor, options.cwd);
  const { descriptorLimit: limit, systemCallsFile: traced } = options;
  const words = [
    ...entering,
    ...silentNameServer(options),
    ...ownNames(options),
    ...(limit === undefined ? [] : ["prlimit", `--nofile=${limit}:${limit}`, "--"]),
    ...(options.asInit === true ? asInit : []),
    ...(traced === undefined ? [] : traceTo(traced)),
    ...unreadOutput(options),
    ...withOwnEnvironment(command, options),
  ];
  return spawn(enter, words, {
    stdio: [options.stdin, "pipe", "pipe"],
    env: options.environment,
    detached: true,
  }) as PipedChild;
}

/** Who entered stops itself when its child is stopped, and would not notice the child's end. */
function wake({ pid }: PipedChild, name: NodeJS.Signals): void {
  if (name !== "SIGSTOP" && pid !== undefined) {
    sendSignal([pid], "SIGCONT");
  }
}

function killAll(child: PipedChild, processes: readonly number[]): void {
  sendSignal(processes, "SIGKILL");
  if (child.pid !== undefined && !hasExited(child)) {
    // If it is stopped, it would not report the end of its child, and one that has not yet started a
    // child has none to report.
    sendSignal([child.pid], processes.length > 0 ? "SIGCONT" : "SIGKILL");
  }
}

function sendSignal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ESRCH") {
        throw error;
      }
    }
  }
}
