import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Lab, type LabFacts, LabOpenError } from "../lab.ts";
import { parseSocketSizes } from "../socket-sizes.ts";
import { isInFlight } from "../wire/in-flight.ts";
import { openLink } from "../wire/link.ts";
import { ObserverError } from "../wire/observer-program.ts";
import { WireError, type WireShell } from "../wire/shell.ts";
import { type Box, startBox } from "./box.ts";
import { EngineError } from "./errors.ts";
import { startContainerHost, viewNetwork } from "./host.ts";
import type { LabImages } from "./images/store.ts";
import { startServerHost } from "./server.ts";
import { startContainerWire } from "./wire.ts";

const firstPort = 9000;
const topology = join(import.meta.dirname, "..", "wire", "topology");

/** Our containers need little: the driver's heap is 128 MiB at most, plus payloads. */
const ownLimits = { memoryMiB: 1024, processes: 512, writableRoot: false };

export interface ContainerLabOptions {
  readonly images: LabImages;
  /** Labels everything, so that `sockspec clean` finds it. */
  readonly runId: string;
  /** Distinguishes the labs of a run. */
  readonly number: number;
  /** The port, if the implementation insists on one. */
  readonly fixedPort: number | null;
  /** The maximum size of the hosts' socket buffers. */
  readonly largestBufferBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Opens a lab of containers: client and server host, and the wire between them, on none of the
 * engine's networks. Implementations run in separate containers that share the server host's
 * network namespace, and have no capability and no way out of it.
 *
 * @throws {LabOpenError} if the engine does not allow it.
 */
export async function openContainerLab(options: ContainerLabOptions): Promise<Lab> {
  await using opening = new AsyncDisposableStack();
  try {
    const boxes = await openBoxes(options, opening);
    await plug(boxes);
    const { lab, servers } = await assembleLab(boxes, options);
    opening.use(servers);
    options.signal.throwIfAborted();
    const closing = opening.move();
    return { ...lab, [Symbol.asyncDispose]: () => closing.disposeAsync() };
  } catch (cause) {
    options.signal.throwIfAborted();
    if (cause instanceof EngineError || cause instanceof WireError) {
      throw new LabOpenError(`The container lab could not be opened. ${cause.message}`, { cause });
    }
    throw cause;
  }
}

/** @param opening disposes of the boxes that have started. */
async function openBoxes(
  options: ContainerLabOptions,
  opening: AsyncDisposableStack,
): Promise<Boxes> {
  // The wire sends nothing itself: all its traffic comes from the hosts.
  const noIpv6 = { "net.ipv6.conf.default.disable_ipv6": "1" };
  const settings = { ...ownBox("wire", options), sysctls: noIpv6 };
  // biome-ignore lint/nursery/useDisposables: the stack disposes of it.
  const wire = opening.use(await startBox(options.images.engine, settings));
  const starting = [
    startHost("client", wire, options),
    startHost("server", wire, options),
  ] as const;
  for (const result of await Promise.allSettled(starting)) {
    if (result.status === "fulfilled") {
      opening.use(result.value);
    }
  }
  const [client, server] = await Promise.all(starting);
  return { wire, client, server };
}

function ownBox(role: keyof Boxes, { images, runId, number }: ContainerLabOptions) {
  return {
    image: images.lab,
    runId,
    hasAgent: true,
    network: "none",
    capabilities: ["NET_ADMIN"],
    limits: ownLimits,
    name: `sockspec-${runId}-${number}-${role}`,
  };
}

/** Starts a host with CUBIC, or with Reno if the kernel has no CUBIC. */
async function startHost(
  name: "client" | "server",
  wire: Box,
  options: ContainerLabOptions,
): Promise<Box> {
  const settings = hostSettings(name, options);
  const start = async (control: string) => {
    const sysctls = { ...settings, "net.ipv4.tcp_congestion_control": control };
    const box = { ...ownBox(name, options), processesOf: wire.id, sysctls };
    return await startBox(options.images.engine, box);
  };
  return await start("cubic").catch(async (error: Error) => {
    if (!error.message.includes("tcp_congestion_control")) {
      throw error;
    }
    return await start("reno");
  });
}

interface Boxes {
  readonly wire: Box;
  readonly client: Box;
  readonly server: Box;
}

/** Settings of a host's network namespace; see `netns.sh`. */
function hostSettings(
  host: "client" | "server",
  { largestBufferBytes: largest }: ContainerLabOptions,
): Readonly<Record<string, string>> {
  const initial = (bytes: number) => Math.min(bytes, largest);
  const [received, sent, autocorking] =
    host === "client" ? [65_536, 65_536, 0] : [131_072, 16_384, 1];
  return {
    "net.ipv4.tcp_no_metrics_save": "1",
    "net.ipv4.icmp_ratelimit": "0",
    "net.ipv4.tcp_retrans_collapse": "0",
    "net.ipv4.tcp_rmem": `4096 ${initial(received)} ${largest}`,
    "net.ipv4.tcp_wmem": `4096 ${initial(sent)} ${largest}`,
    "net.ipv4.tcp_autocorking": String(autocorking),
    "net.ipv6.conf.all.disable_ipv6": "0",
    "net.ipv6.conf.default.disable_ipv6": "0",
  };
}

/** Connects the hosts to the wire, and assigns their addresses. */
async function plug({ wire, client, server }: Boxes): Promise<void> {
  const run = async (box: Box, batch: string) =>
    await startContainerWire(box.agent).run(["ip", "-batch", "-"], batch);
  const read = (name: string) => readFileSync(join(topology, `${name}.batch`), "utf8");
  // A namespace is named by a process in it, visible to the wire because they share a PID
  // namespace.
  const links = read("wire")
    .replace("netns client", `netns ${client.agent.pid}`)
    .replace("netns server", `netns ${server.agent.pid}`);
  await run(wire, links);
  await Promise.all([run(client, read("client")), run(server, read("server"))]);
}

async function assembleLab(boxes: Boxes, options: ContainerLabOptions) {
  const { wire, client, server } = boxes;
  const views = { client: viewNetwork(client.agent), server: viewNetwork(server.agent) };
  const servers = startServerHost({
    engine: options.images.engine,
    runId: options.runId,
    anchor: server,
    name: `sockspec-${options.runId}-${options.number}`,
  });
  let port = firstPort;
  const lab: Omit<Lab, typeof Symbol.asyncDispose> = {
    kind: "container",
    client: startContainerHost(client.agent),
    server: servers.host,
    clientAddress: "198.18.0.2",
    deadAddresses: null,
    serverAddress: "198.18.1.2",
    serverAddressIpv6: "2001:2:0:1::2",
    shortSegmentsAddress: "198.18.1.3",
    broadcastAddress: "198.19.255.255",
    nextPort() {
      port += 1;
      return options.fixedPort ?? port;
    },
    isAlive: () => [wire, client, server].every(({ agent }) => agent.alive),
    whyNoServer: () => Promise.resolve(null),
    ...(await openContainerLink(boxes, views)),
    async inFlight(serverPort, clientPort) {
      const rows = await Promise.all([views.client.rows(), views.server.rows()]);
      return isInFlight(...rows, { serverPort, clientPort });
    },
    startObserver: noRecorder,
    recordSegments: noRecorder,
    facts: await readFacts(boxes),
  };
  return { lab, servers };
}

function noRecorder(): Promise<never> {
  const reason = "The container lab's images have no recorder of segments; use --lab netns.";
  return Promise.reject(new ObserverError(reason));
}

function openContainerLink(
  { wire, client, server }: Boxes,
  views: Readonly<Record<"client" | "server", ReturnType<typeof viewNetwork>>>,
): Promise<Pick<Lab, "link" | "whyNoLink">> {
  const shells: Readonly<Record<"client" | "server", WireShell>> = {
    client: startContainerWire(client.agent),
    server: startContainerWire(server.agent),
  };
  return openLink({
    wire: startContainerWire(wire.agent),
    ip: (host, words) => shells[host].run(["ip", ...words]),
    hostCounters: async () => ({
      client: await views.client.hostCounters(),
      server: await views.server.hostCounters(),
    }),
  });
}

async function readFacts({ client, server }: Boxes): Promise<LabFacts> {
  const settings = async ({ agent }: Box) => {
    const names = ["kernel/osrelease", ...tcpSettings.map((name) => `net/ipv4/${name}`)];
    const texts = await agent.read(names.map((name) => `/proc/sys/${name}`));
    const [kernel = "", control = "", received = "", sent = ""] = texts.map((text) => text.trim());
    const buffers = {
      tcpRmem: parseSocketSizes(received) ?? unknown,
      tcpWmem: parseSocketSizes(sent) ?? unknown,
    };
    return { kernel, control, buffers };
  };
  const [ofClient, ofServer] = await Promise.all([settings(client), settings(server)]);
  return {
    kernel: ofServer.kernel,
    congestionControl: ofServer.control,
    buffers: { client: ofClient.buffers, server: ofServer.buffers },
    countersAreOurs: true,
  };
}

const tcpSettings = ["tcp_congestion_control", "tcp_rmem", "tcp_wmem"];

const unknown = [0, 0, 0] as const;
