import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Lab, LabOpenError } from "../lab.ts";
import { WireError } from "../wire/shell.ts";
import { type Box, type BoxOptions, startBox } from "./box.ts";
import { EngineError } from "./errors.ts";
import { openContainerHop } from "./hop.ts";
import { startContainerHost } from "./host.ts";
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
  /** Whether a third host lies behind the server, on a second wire. Default: none. */
  readonly upstream?: boolean;
  readonly signal: AbortSignal;
}

/**
 * Opens a lab of containers: client and server host, and the wire between them, on none of the
 * engine's networks; for proxies an upstream host on a second wire, too. Implementations run in separate
 * containers that share their host's network namespace, and have no capability and no way out of it.
 *
 * @throws {LabOpenError} if the engine does not allow it.
 */
export async function openContainerLab(options: ContainerLabOptions): Promise<Lab> {
  await using opening = new AsyncDisposableStack();
  try {
    const boxes = await openBoxes(options, opening);
    await plug(boxes);
    const lab = await assembleLab(boxes, options, opening);
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
  // biome-ignore lint/nursery/useDisposables: the stack disposes of it.
  const wire = opening.use(await startBox(options.images.engine, wireBox("wire", options)));
  // A namespace is named by a process in it, so all see the processes of the first wire's container.
  const starting = [
    startHost("client", wire, options),
    startHost("server", wire, options),
    ...(options.upstream === true
      ? [
          startHost("upstream", wire, options),
          startBox(options.images.engine, {
            ...wireBox("second-wire", options),
            processesOf: wire.id,
          }),
        ]
      : []),
  ] as const;
  for (const result of await Promise.allSettled(starting)) {
    if (result.status === "fulfilled") {
      opening.use(result.value);
    }
  }
  const [client, server, upstream, secondWire] = await Promise.all(starting);
  const behind =
    upstream === undefined || secondWire === undefined ? null : { upstream, wire: secondWire };
  return { wire, client, server, behind };
}

/** A wire sends nothing itself: all its traffic comes from the hosts. */
function wireBox(name: "wire" | "second-wire", options: ContainerLabOptions): BoxOptions {
  const noIpv6 = { "net.ipv6.conf.default.disable_ipv6": "1" };
  return { ...ownBox(name, options), sysctls: noIpv6 };
}

function ownBox(role: string, { images, runId, number }: ContainerLabOptions) {
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
async function startHost(name: HostName, wire: Box, options: ContainerLabOptions): Promise<Box> {
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

type HostName = "client" | "server" | "upstream";

interface Boxes {
  readonly wire: Box;
  readonly client: Box;
  readonly server: Box;
  /** The host behind the server, and the wire to it; null where there is none. */
  readonly behind: { readonly upstream: Box; readonly wire: Box } | null;
}

/** Settings of a host's network namespace; see `netns.sh`. */
function hostSettings(
  host: HostName,
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

/** Connects the hosts to the wires, and assigns their addresses. */
async function plug({ wire, client, server, behind }: Boxes): Promise<void> {
  await runBatch(wire, "wire", { client, server });
  await Promise.all([runBatch(client, "client"), runBatch(server, "server")]);
  if (behind !== null) {
    const { upstream } = behind;
    await runBatch(behind.wire, "second-wire", { server, upstream });
    await Promise.all([runBatch(server, "proxy"), runBatch(upstream, "upstream")]);
  }
}

/** @param hosts whose namespaces the batch calls by these names. */
async function runBatch(
  box: Box,
  name: string,
  hosts: Readonly<Record<string, Box>> = {},
): Promise<void> {
  const batch = Object.entries(hosts).reduce(
    (text, [host, { agent }]) => text.replace(`netns ${host}`, `netns ${agent.pid}`),
    readFileSync(join(topology, `${name}.batch`), "utf8"),
  );
  await startContainerWire(box.agent).run(["ip", "-batch", "-"], batch);
}

/** @param opening disposes of the containers in which implementations run. */
async function assembleLab(
  { wire, client, server, behind }: Boxes,
  options: ContainerLabOptions,
  opening: AsyncDisposableStack,
): Promise<Lab> {
  const serve = (anchor: Box, name: string) =>
    opening.use(
      startServerHost({ engine: options.images.engine, runId: options.runId, anchor, name }),
    ).host;
  const name = `sockspec-${options.runId}-${options.number}`;
  let port = firstPort;
  const nextPort = () => {
    port += 1;
    return port;
  };
  const front = await openContainerHop({
    wire,
    client: { box: client, host: startContainerHost(client.agent), device: "eth0" },
    server: { box: server, host: serve(server, name), device: "eth0" },
    addresses: {
      clientAddress: "198.18.0.2",
      serverAddress: "198.18.1.2",
      serverAddressIpv6: "2001:2:0:1::2",
      shortSegmentsAddress: "198.18.1.3",
      broadcastAddress: "198.19.255.255",
    },
    nextPort: () => options.fixedPort ?? nextPort(),
  });
  if (behind === null) {
    return front;
  }
  const second = await openContainerHop({
    wire: behind.wire,
    client: { box: server, host: startContainerHost(server.agent), device: "eth1" },
    server: {
      box: behind.upstream,
      host: serve(behind.upstream, `${name}-upstream`),
      device: "eth0",
    },
    addresses: {
      clientAddress: "198.19.2.1",
      serverAddress: "198.19.2.2",
      serverAddressIpv6: "2001:2:0:2::2",
    },
    nextPort,
  });
  const isAlive = () => front.isAlive() && second.isAlive();
  return { ...front, isAlive, behind: second };
}
