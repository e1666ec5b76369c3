import { type ChildProcess, spawn } from "node:child_process";
import { release } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { endChild } from "../../host/end-child.ts";
import type { PipedChild } from "../../host/host.ts";
import { readHostCounters } from "../../host/proc/net.ts";
import { childrenOf, hasEnded } from "../../host/proc/process.ts";
import { type Lab, type LabFacts, LabOpenError, type SocketBuffers } from "../lab.ts";
import { connectionInFlight } from "../wire/in-flight.ts";
import { openLink, showHostInterface } from "../wire/link.ts";
import { startObserver } from "../wire/observer.ts";
import { enterWire, startWireShell } from "../wire/shell.ts";
import { startHost, startHostWatcher, startServerHost } from "./hosts.ts";

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

export interface NetnsOptions {
  readonly environment: Readonly<Record<string, string>>;
  /** The only port that the implementation can listen on, or null. */
  readonly fixedPort: number | null;
  /** Limit of the hosts' socket buffers. Default: 1 MiB, so that a megabyte can be owed. */
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
      stdio: ["pipe", "pipe", "pipe"],
      env: options.environment,
      signal: options.signal,
      // A session of its own: Ctrl-C is for the harness, which unwinds in order.
      detached: true,
    },
  ) as Holder;
  opening.defer(() => endChild(holder, { ask: () => holder.stdin?.destroy(), killAfterMs }));
  const watcher = startHostWatcher();
  opening.defer(watcher.end);
  const hosts = await readHosts(holder);
  const [first] = holder.pid === undefined ? [] : childrenOf(holder.pid);
  const [client, server] = first === undefined ? [] : childrenOf(first);
  if (first === undefined || client === undefined || server === undefined) {
    throw new LabOpenError("The lab's hosts ended as soon as they were made. Run sockspec doctor.");
  }
  const netFolders = { client: `/proc/${client}/net`, server: `/proc/${server}/net` };
  const wire = startWireShell(first, options.environment);
  const link = await openLink({
    wire,
    showInterface: (host) => wire.run(["ip", "-n", host, ...showHostInterface]),
    hostCounters: async () => ({
      client: readHostCounters(netFolders.client) ?? {},
      server: readHostCounters(netFolders.server) ?? {},
    }),
  });
  const closing = opening.move();
  let port = firstPort;
  return {
    kind: "netns",
    client: startHost({ first, anchor: client }, watcher),
    server: startServerHost({ first, anchor: server }, watcher),
    serverAddress: "198.18.1.2",
    serverAddressIpv6: "2001:2:0:1::2",
    shortSegmentsAddress: "198.18.1.3",
    nextPort() {
      port += 1;
      return options.fixedPort ?? port;
    },
    isAlive: () => !hasEnded(client) && !hasEnded(server),
    whyNoServer: () => Promise.resolve(null),
    ...link,
    inFlight: async (serverPort, clientPort) =>
      connectionInFlight(netFolders, { serverPort, clientPort }),
    startObserver: () =>
      startObserver({ enter: enterWire(first), ...observed }, options.environment),
    facts: { kernel: release(), ...hosts, countersAreOurs: true },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

type Holder = ChildProcess & PipedChild;

/** Waits until the hosts have reported their congestion control and socket buffers. */
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
  const lines = createInterface({ input: holder.stdout });
  const complete = (async () => {
    let ready = false;
    for await (const line of lines) {
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
