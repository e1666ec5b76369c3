import { release } from "node:os";
import { endChild } from "../../host/end-child.ts";
import { childrenOf, hasEnded } from "../../host/proc/process.ts";
import { keepFiles } from "../../host/proc/read.ts";
import { type Lab, LabOpenError } from "../lab.ts";
import { plainLocale } from "../surroundings.ts";
import { type Holder, type HolderOptions, readHosts, spawnHolder } from "./holder.ts";
import { openHop } from "./hop.ts";
import { startHost, startHostWatcher, startServerHost } from "./hosts.ts";

/** The kernel kills a PID namespace at once; this is for one that does not. */
const killAfterMs = 2000;

const firstPort = 9000;

export interface NetnsOptions extends HolderOptions {
  /** The only port that the implementation can listen on, or null. */
  readonly fixedPort: number | null;
}

/**
 * Opens a lab of three network namespaces, client – wire – server, without root; or for proxies of
 * five: client – wire – proxy – second wire – upstream.
 *
 * Everything in it lives in a PID namespace whose first process ends when its standard input
 * closes, so nothing outlives this process, however it ends.
 *
 * @throws {LabOpenError} where the kernel or the distribution does not allow it.
 */
export async function openNetnsLab(options: NetnsOptions): Promise<Lab> {
  const { fixedPort, upstream: withUpstream = false } = options;
  const environment = { ...options.environment, ...plainLocale };
  await using opening = new AsyncDisposableStack();
  const holder = spawnHolder({ ...options, environment });
  opening.defer(() => endChild(holder, { ask: () => holder.stdin?.destroy(), killAfterMs }));
  const watcher = startHostWatcher();
  opening.defer(watcher.end);
  const { upstreamBuffers, congestionControl, buffers } = await readHosts(holder, withUpstream);
  const pids = findHosts(holder, withUpstream);
  const { first, upstream } = pids;
  let port = firstPort;
  const nextPort = () => {
    port += 1;
    return port;
  };
  // biome-ignore lint/nursery/useDisposables: the stack disposes of it.
  const { read } = opening.use(keepFiles());
  const ofHosts = { watcher, read };
  const client = startHost({ first, anchor: pids.client }, ofHosts);
  const server = startServerHost({ first, anchor: pids.server }, ofHosts);
  const facts = { kernel: release(), congestionControl, countersAreOurs: true };
  const shared = {
    environment,
    read,
    isAlive: () =>
      [pids.client, pids.server, ...(upstream === null ? [] : [upstream.host])].every(
        (pid) => !hasEnded(pid),
      ),
  };
  const front = await openHop({
    ...shared,
    wire: first,
    client: { host: client, anchor: pids.client, network: "client", device: "eth0" },
    server: { host: server, anchor: pids.server, network: "server", device: "eth0" },
    facts: { ...facts, buffers },
    addresses: {
      clientAddress: "198.18.0.2",
      deadAddresses: { refuses: "198.18.1.3", silent: "198.18.1.53" },
      serverAddress: "198.18.1.2",
      serverAddressIpv6: "2001:2:0:1::2",
      shortSegmentsAddress: "198.18.1.3",
      broadcastAddress: "198.19.255.255",
    },
    nextPort: () => fixedPort ?? nextPort(),
  });
  const behind =
    upstream === null || upstreamBuffers === null
      ? {}
      : {
          behind: await openHop({
            ...shared,
            wire: upstream.wire,
            client: { host: server, anchor: pids.server, network: "server", device: "eth1" },
            server: {
              host: startServerHost({ first, anchor: upstream.host }, ofHosts),
              anchor: upstream.host,
              network: "upstream",
              device: "eth0",
            },
            facts: { ...facts, buffers: { client: buffers.server, server: upstreamBuffers } },
            addresses: {
              clientAddress: "198.19.2.1",
              deadAddresses: null,
              serverAddress: "198.19.2.2",
              serverAddressIpv6: "2001:2:0:2::2",
            },
            nextPort,
          }),
        };
  const closing = opening.move();
  return { ...front, ...behind, [Symbol.asyncDispose]: () => closing.disposeAsync() };
}

interface LabPids {
  /** The lab's init process, which is on the first wire. */
  readonly first: number;
  readonly client: number;
  readonly server: number;
  /** The host behind the server, and the wire to it; null where there is none. */
  readonly upstream: { readonly host: number; readonly wire: number } | null;
}

function findHosts({ pid }: Holder, withUpstream: boolean): LabPids {
  const [first] = pid === undefined ? [] : childrenOf(pid);
  const [client, server, host, wire] = first === undefined ? [] : childrenOf(first);
  const upstream = host === undefined || wire === undefined ? null : { host, wire };
  const isWhole = !withUpstream || upstream !== null;
  if (first === undefined || client === undefined || server === undefined || !isWhole) {
    throw new LabOpenError(
      "The lab's hosts ended as soon as they had started. Run sockspec doctor.",
    );
  }
  return { first, client, server, upstream };
}
