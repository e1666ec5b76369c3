import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { release } from "node:os";
import type { Host, ServerHost } from "../host/host.ts";
import { isIpv6Only } from "../host/proc/ipv6-only.ts";
import { countSockets, readCounters, readListeners } from "../host/proc/net.ts";
import { type Lab, type LabFacts, type LabNeeds, LabOpenError, type SocketBuffers } from "./lab.ts";
import { spawnLocally } from "./local-process.ts";
import { parseSocketSizes } from "./socket-sizes.ts";
import { recordNoSegments, startLocalObserver } from "./wire/observer.ts";
import { readSocketOptions } from "./wire/socket-options.ts";

/** If the kernel does not publish them: the defaults of Linux, tcp(7). */
const usualBuffers: SocketBuffers = {
  tcpRmem: [4096, 131_072, 6_291_456],
  tcpWmem: [4096, 16_384, 4_194_304],
};

/**
 * Opens a lab without isolation: client and server are this machine, the link its loopback
 * interface. Runs on any system; nothing can be impaired, and kernel counters are machine-wide.
 *
 * @param fixedPort the only port that the implementation can listen on, or null.
 * @param needs whether a proxy's upstream is to run there too, on a port of its own. Default: not.
 */
export function openLoopbackLab(fixedPort: number | null, needs?: LabNeeds): Lab {
  const host = startLocalHost();
  return {
    kind: "loopback",
    ...(needs?.upstream === true && { behind: openLoopbackLab(null) }),
    client: host,
    server: {
      ...host,
      isolated: false,
      canRunAsInit: false,
      canTrace: false,
      listeners: async (transport) => readListeners("/proc/self/net", transport),
      isIpv6Only,
      sockets: async (wanted) => countSockets("/proc/self/net", wanted),
      socketOptions: (query) => readSocketOptions(query),
    } satisfies ServerHost,
    clientAddress: "127.0.0.1",
    deadAddresses: null,
    serverAddress: "127.0.0.1",
    serverAddressIpv6: "::1",
    otherAddress: "127.0.0.2",
    nextPort: () => fixedPort ?? freePort(),
    isAlive: () => true,
    whyNoServer: () => Promise.resolve(null),
    link: null,
    whyNoLink: "client and server share this machine's loopback interface",
    inFlight: () => Promise.resolve(null),
    startObserver: startLocalObserver,
    recordSegments: recordNoSegments,
    facts: localFacts(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The client side of a lab whose server is on another machine. */
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

function localBuffers(): SocketBuffers {
  return {
    tcpRmem: parseSocketSizes(readSetting("tcp_rmem") ?? "") ?? usualBuffers.tcpRmem,
    tcpWmem: parseSocketSizes(readSetting("tcp_wmem") ?? "") ?? usualBuffers.tcpWmem,
  };
}

function readSetting(name: string): string | null {
  try {
    return readFileSync(`/proc/sys/net/ipv4/${name}`, "latin1").trim();
  } catch {
    return null;
  }
}
