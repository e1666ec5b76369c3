import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import type { Writable } from "node:stream";
import { hasExited } from "../host/end-child.ts";
import type { HostProcess, PipedChild, SpawnOptions } from "../host/host.ts";
import { listenersHeldBy } from "../host/proc/net.ts";
import {
  hasEnded,
  listProcesses,
  processesInSession,
  processesWithVariable,
  processTree,
  sampleProcesses,
} from "../host/proc/process.ts";
import { startWatcher } from "../host/watcher.ts";
import { unreadOutput, withOwnEnvironment } from "./surroundings.ts";

/**
 * Spawns a command on this machine. Its process leads a new session and carries a variable, by which
 * its descendants are found. A shell watches a pipe to this process and kills them all when the pipe
 * breaks, so that `kill -9` of the harness leaves nothing behind. The command starts once the watcher
 * runs.
 */
export function spawnLocally(command: readonly string[], options: SpawnOptions): HostProcess {
  const id = randomUUID();
  const mark = `SOCKSPEC_PROCESS=${id}`;
  const child = spawnGated(command, options, { SOCKSPEC_PROCESS: id });
  const { pid } = child;
  if (pid === undefined) {
    return neverStarted(child);
  }
  const watcher = startWatcher(killAllThatCameOfIt, String(pid), mark);
  openGate(child.stdio[3] as Writable);
  const processes = () => processesOf(child, pid, mark);
  child.once("exit", () => {
    if (processes().length === 0) {
      watcher.end();
    }
  });
  return {
    child,
    started: Promise.resolve(),
    processes: async () => processes(),
    sample: async () => sampleProcesses(processes()),
    listeners: async (transport) => listenersHeldBy(processes(), "/proc/self/net", transport),
    // The command may have left a daemon behind, and have ended before its end was noticed here.
    signal: (name) => sendSignal(hasEnded(pid) ? processes() : [pid], name),
    signalAll: (name) => sendSignal(processes(), name),
    killOwn: () => sendSignal(processes(), "SIGKILL"),
    killAll() {
      const all = new Set([...processes(), ...processesWithVariable(mark)]);
      if (!hasExited(child)) {
        sendSignal([-pid], "SIGKILL");
      }
      sendSignal([...all], "SIGKILL");
      watcher.end();
    },
  };
}

/** Spawns a shell that becomes the command once {@link openGate} is called. */
function spawnGated(
  command: readonly string[],
  options: SpawnOptions,
  variable: Readonly<Record<string, string>>,
): ChildProcess & PipedChild {
  const limit = options.descriptorLimit;
  const words = [
    ...(limit === undefined ? [] : ["prlimit", `--nofile=${limit}:${limit}`, "--"]),
    ...unreadOutput(options),
    ...withOwnEnvironment(command, options),
  ];
  return spawn("sh", ["-c", 'read -r word <&3 && exec 3<&- && exec "$@"', "sh", ...words], {
    cwd: options.cwd,
    env: { ...options.environment, ...variable },
    stdio: [options.stdin, "pipe", "pipe", "pipe"],
    detached: true,
  }) as ChildProcess & PipedChild;
}

/** @returns a process that could not be spawned: `child` emits the error. */
function neverStarted(child: PipedChild): HostProcess {
  return {
    child,
    started: Promise.resolve(),
    processes: () => Promise.resolve([]),
    sample: () => Promise.resolve(null),
    listeners: () => Promise.resolve([]),
    signal: () => {},
    signalAll: () => {},
    killOwn: () => {},
    killAll: () => {},
  };
}

/** Gets the process group, and the variable that its strays carry. */
const killAllThatCameOfIt = `
  read -r word
  [ "$word" != ended ] || exit 0
  kill -KILL -- "-$1"
  for file in $(grep -lsF -- "$2" /proc/[0-9]*/environ); do
    file=\${file%/environ}
    kill -KILL "\${file#/proc/}"
  done
`;

function openGate(gate: Writable): void {
  gate.on("error", () => {});
  gate.end("go\n", () => gate.destroy());
}

/** Processes that left the tree and the session are searched for only after the command's exit. */
function processesOf(child: ChildProcess, pid: number, mark: string): readonly number[] {
  const exited = hasExited(child);
  const found = new Set([...processTree(pid), ...processesInSession(pid)]);
  const strays = exited ? processesWithVariable(mark) : [];
  const living = [...found, ...strays].filter((target) => !hasEnded(target));
  const hidden = listProcesses().length === 0;
  return hidden && !exited ? [pid] : [...new Set(living)];
}

/** Those that have ended already are left out. */
function sendSignal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended already.
    }
  }
}
