import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { release } from "node:os";
import type {
  Host,
  HostProcess,
  PipedChild,
  ServerHost,
  SpawnOptions,
} from "../implementation/host.ts";
import type { Lab, LabFacts, SocketBuffers } from "./lab.ts";
import { countSockets, readCounters, readListeners } from "./proc-net.ts";
import { hasEnded, processTree, sampleProcesses } from "./proc-process.ts";

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
export async function openLoopbackLab(fixedPort: number | null): Promise<Lab> {
  let port = await freePort();
  const host = startLocalHost();
  return {
    kind: "loopback",
    client: host,
    server: {
      ...host,
      isolated: false,
      listeners: () => readListeners("/proc/self/net"),
      sockets: (wanted) => countSockets("/proc/self/net", wanted),
      sample: sampleProcesses,
    } satisfies ServerHost,
    serverAddress: "127.0.0.1",
    nextPort() {
      port += 1;
      return fixedPort ?? port;
    },
    facts: localFacts(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The client side of a lab whose server is somewhere else. */
export function startLocalHost(): Host {
  return { spawn: spawnLocally, counters: () => readCounters("/proc/self/net") };
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

/** A port that nobody used a moment ago; cases count up from it. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return address !== null && typeof address === "object" ? address.port : 20_000;
}

/**
 * The process leads a group of its own. A shell watches a pipe to this process and kills the
 * group when it breaks, so that `kill -9` of the harness leaves nothing behind.
 */
function spawnLocally(command: readonly string[], options: SpawnOptions): HostProcess {
  const [program = "", ...words] = command;
  const child = spawn(program, words, {
    cwd: options.cwd,
    env: options.environment,
    stdio: [options.stdin, "pipe", "pipe"],
    detached: true,
  }) as PipedChild;
  const watcher = child.pid === undefined ? null : watchOver(child.pid);
  child.once("exit", () => watcher?.stdin?.end("ended\n"));
  const processes = () =>
    child.pid === undefined ? [] : processTree(child.pid).filter((pid) => !hasEnded(pid));
  return {
    child,
    processes,
    signal: (name) => void child.kill(name),
    killAll() {
      const all = processes();
      if (child.pid !== undefined) {
        attemptKill(-child.pid);
      }
      for (const pid of all) {
        attemptKill(pid);
      }
    },
  };
}

function watchOver(group: number): ChildProcess {
  const script = 'read -r word; [ "$word" = ended ] || kill -KILL -- "-$1"';
  return spawn("sh", ["-c", script, "sh", String(group)], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
}

function attemptKill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
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
