import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { release } from "node:os";
import type { Writable } from "node:stream";
import { hasExited } from "../host/end-child.ts";
import type { Host, HostProcess, PipedChild, ServerHost, SpawnOptions } from "../host/host.ts";
import { countSockets, listenersHeldBy, readCounters, readListeners } from "../host/proc/net.ts";
import {
  hasEnded,
  listProcesses,
  processesInSession,
  processesWithVariable,
  processTree,
  sampleProcesses,
} from "../host/proc/process.ts";
import { startWatcher } from "../host/watcher.ts";
import { type Lab, type LabFacts, LabOpenError, type SocketBuffers } from "./lab.ts";
import { startLocalObserver } from "./wire/observer.ts";

/** Where the kernel does not tell: the defaults of Linux, tcp(7). */
const usualBuffers: SocketBuffers = {
  tcpRmem: [4096, 131_072, 6_291_456],
  tcpWmem: [4096, 16_384, 4_194_304],
};

/**
 * Opens a lab without isolation: client and server are this machine, the link its loopback
 * interface. Runs on any system; nothing can be impaired, and kernel counters are everybody's.
 *
 * @param fixedPort a port that the implementation insists on.
 */
export function openLoopbackLab(fixedPort: number | null): Lab {
  const host = startLocalHost();
  return {
    kind: "loopback",
    client: host,
    server: {
      ...host,
      isolated: false,
      canRunAsInit: false,
      canTrace: false,
      listeners: async () => readListeners("/proc/self/net"),
      sockets: async (wanted) => countSockets("/proc/self/net", wanted),
    } satisfies ServerHost,
    serverAddress: "127.0.0.1",
    serverAddressIpv6: "::1",
    nextPort: () => fixedPort ?? freePort(),
    isAlive: () => true,
    link: null,
    whyNoLink: "client and server share this machine's loopback interface",
    inFlight: () => Promise.resolve(null),
    startObserver: startLocalObserver,
    facts: localFacts(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The client side of a lab whose server is somewhere else. */
export function startLocalHost(): Host {
  return {
    spawn: spawnLocally,
    counters: async () => readCounters("/proc/self/net"),
    installed: null,
  };
}

export function localFacts(): LabFacts {
  const buffers = localBuffers();
  return {
    kernel: release(),
    congestionControl: readSetting("tcp_congestion_control") ?? "unknown",
    buffers: { client: buffers, server: buffers },
    countersAreOurs: false,
  };
}

/**
 * A port that the kernel holds for free. Asked anew for each case: labs side by side that counted
 * up from one would meet.
 */
function freePort(): number {
  const server = createServer().listen({ port: 0 });
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") {
    throw new LabOpenError("This machine has no free port to listen on.");
  }
  return address.port;
}

/** Called with the process group, and the variable that its strays carry. */
const killAllThatCameOfIt = `
  read -r word
  [ "$word" != ended ] || exit 0
  kill -KILL -- "-$1"
  for file in $(grep -lsF -- "$2" /proc/[0-9]*/environ); do
    file=\${file%/environ}
    kill -KILL "\${file#/proc/}"
  done
`;

/**
 * The process leads a session of its own and carries a variable, by which all that comes of it is
 * found. A shell watches a pipe to this process and kills all of that when it breaks, so that
 * `kill -9` of the harness leaves nothing behind; the command begins when it is watched.
 */
function spawnLocally(command: readonly string[], options: SpawnOptions): HostProcess {
  const limit = options.descriptorLimit;
  const prlimit = limit === undefined ? [] : ["prlimit", `--nofile=${limit}:${limit}`, "--"];
  const mark = `SOCKSPEC_PROCESS=${randomUUID()}`;
  const child = spawn(
    "sh",
    ["-c", 'read -r word <&3 && exec 3<&- && exec "$@"', "sh", ...prlimit, ...command],
    {
      cwd: options.cwd,
      env: { ...options.environment, SOCKSPEC_PROCESS: mark.slice(mark.indexOf("=") + 1) },
      stdio: [options.stdin, "pipe", "pipe", "pipe"],
      detached: true,
    },
  ) as ChildProcess & PipedChild;
  const { pid } = child;
  if (pid === undefined) {
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
    listeners: async () => listenersHeldBy(processes(), "/proc/self/net"),
    signal(name) {
      for (const one of hasExited(child) ? processes() : [pid]) {
        attemptKill(one, name);
      }
    },
    signalAll(name) {
      for (const one of processes()) {
        attemptKill(one, name);
      }
    },
    killOwn() {
      for (const one of processes()) {
        attemptKill(one, "SIGKILL");
      }
    },
    killAll() {
      const all = new Set([...processes(), ...processesWithVariable(mark)]);
      if (!hasExited(child)) {
        attemptKill(-pid, "SIGKILL");
      }
      for (const one of all) {
        attemptKill(one, "SIGKILL");
      }
      watcher.end();
    },
  };
}

function openGate(gate: Writable): void {
  gate.on("error", () => {});
  gate.end("go\n", () => gate.destroy());
}

/** What has left the tree and the session is looked for only when its parent is gone. */
function processesOf(child: ChildProcess, pid: number, mark: string): readonly number[] {
  const exited = hasExited(child);
  const found = new Set([...processTree(pid), ...processesInSession(pid)]);
  const strays = exited ? processesWithVariable(mark) : [];
  const living = [...found, ...strays].filter((one) => !hasEnded(one));
  const hidden = listProcesses().length === 0;
  return hidden && !exited ? [pid] : [...new Set(living)];
}

function attemptKill(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended already.
  }
}

function localBuffers(): SocketBuffers {
  return {
    tcpRmem: readSizes("tcp_rmem") ?? usualBuffers.tcpRmem,
    tcpWmem: readSizes("tcp_wmem") ?? usualBuffers.tcpWmem,
  };
}

function readSizes(name: string): SocketBuffers["tcpRmem"] | null {
  const [minimum, initial, largest] = readSetting(name)?.split(/\s+/).map(Number) ?? [];
  return minimum === undefined || initial === undefined || largest === undefined
    ? null
    : [minimum, initial, largest];
}

function readSetting(name: string): string | null {
  try {
    return readFileSync(`/proc/sys/net/ipv4/${name}`, "latin1").trim();
  } catch {
    return null;
  }
}
