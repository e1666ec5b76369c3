import type { Host, ServerHost } from "../../host/host.ts";
import { readHostCounters } from "../../host/proc/net.ts";
import type { ReadProc } from "../../host/proc/read.ts";
import { enterNamespaces } from "../enter.ts";
import type { Lab } from "../lab.ts";
import { seenFromWire } from "../wire/host-counters.ts";
import { lookInFlight } from "../wire/in-flight.ts";
import { openLink } from "../wire/link.ts";
import { startObserver } from "../wire/observer.ts";
import { startSegmentRecorder } from "../wire/segment-times.ts";
import { startWireShell } from "../wire/shell.ts";

/** Between a host and all that is lost and delayed: both sides of a wire, as the hosts see it. */
const observedDevices = ["client", "server"] as const;

/** Two hosts and the wire between them. */
export interface HopOptions extends Pick<Lab, "facts" | "nextPort" | "isAlive"> {
  /** A process on the wire. */
  readonly wire: number;
  readonly client: HopEnd<Host>;
  readonly server: HopEnd<ServerHost>;
  readonly addresses: Pick<
    Lab,
    | "clientAddress"
    | "deadAddresses"
    | "serverAddress"
    | "serverAddressIpv6"
    | "shortSegmentsAddress"
    | "broadcastAddress"
  >;
  readonly environment: Readonly<Record<string, string>>;
  /** Reads the files of the hosts' network namespaces. */
  readonly read: ReadProc;
}

interface HopEnd<Kind extends Host> {
  readonly host: Kind;
  /** A process in it. */
  readonly anchor: number;
  /** The name of its network namespace. */
  readonly network: string;
  /** Its interface on the wire. */
  readonly device: string;
}

/** Opens the link of two hosts of a lab. Disposing of the result does nothing: its lab ends it. */
export async function openHop({
  wire,
  client,
  server,
  facts,
  addresses,
  nextPort,
  isAlive,
  environment,
  read,
}: HopOptions): Promise<Lab> {
  const netFolders = { client: `/proc/${client.anchor}/net`, server: `/proc/${server.anchor}/net` };
  const shell = startWireShell(wire, environment);
  const ends = { client, server };
  const link = await openLink({
    wire: shell,
    ip: (host, words) => shell.run(["ip", "-n", ends[host].network, ...words]),
    askIp: (host, words) => shell.ask({ tool: "ip", network: ends[host].network, words }),
    devices: { client: client.device, server: server.device },
    hostCounters: async () => ({
      client: seenFromWire(readHostCounters(netFolders.client, read) ?? {}, client.device),
      server: seenFromWire(readHostCounters(netFolders.server, read) ?? {}, server.device),
    }),
  });
  const networks = [`/run/netns/${client.network}`, `/run/netns/${server.network}`] as const;
  return {
    kind: "netns",
    client: client.host,
    server: server.host,
    ...addresses,
    nextPort,
    isAlive,
    whyNoServer: () => Promise.resolve(null),
    ...link,
    inFlight: async (serverPort) => lookInFlight(netFolders, serverPort, read),
    startObserver: () =>
      startObserver(
        { enter: enterNamespaces(wire), devices: observedDevices, networks },
        environment,
      ),
    recordSegments: (of) => {
      const place = { enter: enterNamespaces(wire), device: observedDevices[1] };
      return startSegmentRecorder(of, place, environment);
    },
    facts,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
