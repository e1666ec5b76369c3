import { release } from "node:os";
import { endChild } from "../../host/end-child.ts";
import { readHostCounters } from "../../host/proc/net.ts";
import { childrenOf, hasEnded } from "../../host/proc/process.ts";
import { type Lab, LabOpenError } from "../lab.ts";
import { connectionInFlight } from "../wire/in-flight.ts";
import { openLink } from "../wire/link.ts";
import { startObserver } from "../wire/observer.ts";
import { startSegmentRecorder } from "../wire/segment-times.ts";
import { enterWire, startWireShell, type WireShell } from "../wire/shell.ts";
import { type Holder, type HolderOptions, readHosts, spawnHolder } from "./holder.ts";
import { startHost, startHostWatcher, startServerHost } from "./hosts.ts";

/** The kernel kills a PID namespace at once; this is for one that does not. */
const killAfterMs = 2000;

const firstPort = 9000;

/** Between a host and all that is lost and delayed: both sides of the wire, as the hosts see it. */
const observed = {
  devices: ["client", "server"],
  networks: ["/run/netns/client", "/run/netns/server"],
} as const;

export interface NetnsOptions extends HolderOptions {
  /** The only port that the implementation can listen on, or null. */
  readonly fixedPort: number | null;
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
  const holder = spawnHolder(options);
  opening.defer(() => endChild(holder, { ask: () => holder.stdin?.destroy(), killAfterMs }));
  const watcher = startHostWatcher();
  opening.defer(watcher.end);
  const hosts = await readHosts(holder);
  const { first, client, server } = findHosts(holder);
  const netFolders = { client: `/proc/${client}/net`, server: `/proc/${server}/net` };
  const link = await openWireLink(startWireShell(first, options.environment), netFolders);
  const closing = opening.move();
  let port = firstPort;
  return {
    kind: "netns",
    client: startHost({ first, anchor: client }, watcher),
    server: startServerHost({ first, anchor: server }, watcher),
    clientAddress: "198.18.0.2",
    deadAddresses: { refuses: "198.18.1.3", silent: "198.18.1.53" },
    serverAddress: "198.18.1.2",
    serverAddressIpv6: "2001:2:0:1::2",
    shortSegmentsAddress: "198.18.1.3",
    broadcastAddress: "198.19.255.255",
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
    recordSegments: (of) => {
      const place = { enter: enterWire(first), device: observed.devices[1] };
      return startSegmentRecorder(of, place, options.environment);
    },
    facts: { kernel: release(), ...hosts, countersAreOurs: true },
    [Symbol.asyncDispose]: () => closing.disposeAsync(),
  };
}

interface HostPids {
  /** The lab's init process. */
  readonly first: number;
  readonly client: number;
  readonly server: number;
}

function findHosts({ pid }: Holder): HostPids {
  const [first] = pid === undefined ? [] : childrenOf(pid);
  const [client, server] = first === undefined ? [] : childrenOf(first);
  if (first === undefined || client === undefined || server === undefined) {
    throw new LabOpenError(
      "The lab's hosts ended as soon as they had started. Run sockspec doctor.",
    );
  }
  return { first, client, server };
}

function openWireLink(
  wire: WireShell,
  netFolders: { readonly client: string; readonly server: string },
): ReturnType<typeof openLink> {
  return openLink({
    wire,
    ip: (host, words) => wire.run(["ip", "-n", host, ...words]),
    hostCounters: async () => ({
      client: readHostCounters(netFolders.client) ?? {},
      server: readHostCounters(netFolders.server) ?? {},
    }),
  });
}
