import type { Host, ServerHost } from "../../host/host.ts";
import type { Lab, LabFacts } from "../lab.ts";
import { parseSocketSizes } from "../socket-sizes.ts";
import { seenFromWire } from "../wire/host-counters.ts";
import { portsInFlight } from "../wire/in-flight.ts";
import { openLink } from "../wire/link.ts";
import { ObserverError } from "../wire/observer-program.ts";
import type { Box } from "./box.ts";
import { viewNetwork } from "./host.ts";
import { startContainerWire } from "./wire.ts";

/** Two hosts and the wire between them. */
export interface ContainerHopOptions extends Pick<Lab, "nextPort"> {
  readonly wire: Box;
  readonly client: ContainerEnd<Host>;
  readonly server: ContainerEnd<ServerHost>;
  readonly addresses: Pick<
    Lab,
    | "clientAddress"
    | "serverAddress"
    | "serverAddressIpv6"
    | "shortSegmentsAddress"
    | "broadcastAddress"
  >;
}

interface ContainerEnd<Kind extends Host> {
  /** Holds the host's network namespace. */
  readonly box: Box;
  readonly host: Kind;
  /** Its interface on the wire. */
  readonly device: string;
}

/** Opens the link of two hosts of a lab. Disposing of the result does nothing: its lab ends it. */
export async function openContainerHop({
  wire,
  client,
  server,
  addresses,
  nextPort,
}: ContainerHopOptions): Promise<Lab> {
  const views = { client: viewNetwork(client.box.agent), server: viewNetwork(server.box.agent) };
  const shells = {
    client: startContainerWire(client.box.agent),
    server: startContainerWire(server.box.agent),
  };
  const link = await openLink({
    wire: startContainerWire(wire.agent),
    ip: (host, words) => shells[host].run(["ip", ...words]),
    askIp: (host, words) => shells[host].ask({ tool: "ip", words }),
    devices: { client: client.device, server: server.device },
    hostCounters: async () => ({
      client: seenFromWire(await views.client.hostCounters(), client.device),
      server: seenFromWire(await views.server.hostCounters(), server.device),
    }),
  });
  return {
    kind: "container",
    client: client.host,
    server: server.host,
    ...addresses,
    deadAddresses: null,
    nextPort,
    isAlive: () => [wire, client.box, server.box].every(({ agent }) => agent.alive),
    whyNoServer: () => Promise.resolve(null),
    ...link,
    async inFlight(serverPort) {
      const [client, server] = await Promise.all([views.client.rows(), views.server.rows()]);
      return portsInFlight({ client, server }, serverPort);
    },
    startObserver: noRecorder,
    recordSegments: noRecorder,
    facts: await readFacts(client.box, server.box),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

function noRecorder(): Promise<never> {
  const reason = "The container lab's images have no recorder of segments; use --lab netns.";
  return Promise.reject(new ObserverError(reason));
}

async function readFacts(client: Box, server: Box): Promise<LabFacts> {
  const [ofClient, ofServer] = await Promise.all([settingsOf(client), settingsOf(server)]);
  return {
    kernel: ofServer.kernel,
    congestionControl: ofServer.control,
    buffers: { client: ofClient.buffers, server: ofServer.buffers },
    countersAreOurs: true,
  };
}

async function settingsOf({ agent }: Box) {
  const names = ["kernel/osrelease", ...tcpSettings.map((name) => `net/ipv4/${name}`)];
  const texts = await agent.read(names.map((name) => `/proc/sys/${name}`));
  const [kernel = "", control = "", received = "", sent = ""] = texts.map((text) => text.trim());
  const buffers = {
    tcpRmem: parseSocketSizes(received) ?? unknown,
    tcpWmem: parseSocketSizes(sent) ?? unknown,
  };
  return { kernel, control, buffers };
}

const tcpSettings = ["tcp_congestion_control", "tcp_rmem", "tcp_wmem"];

const unknown = [0, 0, 0] as const;
