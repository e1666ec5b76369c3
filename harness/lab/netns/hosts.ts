import type { Host, ServerHost } from "../../host/host.ts";
import { isIpv6Only } from "../../host/proc/ipv6-only.ts";
import { countSockets, readCounters, readListeners } from "../../host/proc/net.ts";
import type { ReadProc } from "../../host/proc/read.ts";
import { startWatcher, type Watcher } from "../../host/watcher.ts";
import { enterNamespaces } from "../enter.ts";
import { readSocketOptions } from "../wire/socket-options.ts";
import { enterCredentials, type Place } from "./place.ts";
import { spawnInside } from "./spawn-inside.ts";

/** A watcher that receives the pid of each process started in a host, and ends with this process. */
export function startHostWatcher(): Watcher {
  return startWatcher(wakeTheLast);
}

/**
 * Who enters a host stops itself when its child is stopped. Were this process killed then, it would stay
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

export interface HostOptions {
  readonly watcher: Watcher;
  /** Reads the files of the host's network namespace. */
  readonly read: ReadProc;
}

export function startHost(where: Place, { watcher, read }: HostOptions): Host {
  const drivers = new Set<number>();
  const place = { ...where, drivers };
  return {
    spawn(command, options) {
      const spawned = spawnInside(place, command, options);
      const { pid } = spawned.child;
      watcher.writeLine(String(pid));
      if (options.isDriver === true && pid !== undefined) {
        drivers.add(pid);
        spawned.child.once("exit", () => drivers.delete(pid));
      }
      return spawned;
    },
    counters: async () => readCounters(`/proc/${place.anchor}/net`, read),
    installed: null,
  };
}

export function startServerHost(place: Place, options: HostOptions): ServerHost {
  const { read } = options;
  const netFolder = `/proc/${place.anchor}/net`;
  return {
    ...startHost(place, options),
    isolated: true,
    canRunAsInit: true,
    canTrace: true,
    listeners: async (transport) => readListeners(netFolder, transport, read),
    isIpv6Only: (query) => isIpv6Only(query, enterNamespaces(place.anchor)),
    sockets: async (port) => countSockets(netFolder, port, read),
    socketOptions: (query) => readSocketOptions(query, enterCredentials(place)),
  };
}
