import { createSocket } from "node:dgram";
import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { messageOf } from "../host/message-of.ts";

/** Names have more addresses than this only where any of them will do. */
const addressesMax = 8;

export interface FindServerOptions {
  /** Time limit of the name lookup and of each connection, in ms. */
  readonly timeoutMs: number;
  /** What is sent to a server of UDP to see whether it answers; null for one of TCP. Default: null. */
  readonly datagram?: Uint8Array | null;
}

/** The addresses at which a server answers; null for a family over which it does not. */
export interface ServerFound {
  readonly ipv4: string | null;
  readonly ipv6: string | null;
}

/** No server accepts connections, or answers a datagram, at an address. */
export class ServerNotFoundError extends Error {
  override readonly name = "ServerNotFoundError";
  readonly code = "SERVER_NOT_FOUND";
}

/**
 * Connects once to every address of a host, or sends it a datagram, to find out over which families a
 * server answers.
 *
 * @throws {ServerNotFoundError} if none of them answers in time.
 */
export async function findServer(
  { host, port }: { readonly host: string; readonly port: number },
  { timeoutMs, datagram = null }: FindServerOptions,
): Promise<ServerFound> {
  const addresses = await resolve(host, timeoutMs);
  const probes = await Promise.all(
    addresses.map(async (address) => ({
      ...address,
      failure:
        datagram === null
          ? await tryConnect(address, port, timeoutMs)
          : await tryDatagram(address, port, { timeoutMs, datagram }),
    })),
  );
  const answering = probes.filter(({ failure }) => failure === null);
  const [first] = probes;
  if (answering.length === 0) {
    throw new ServerNotFoundError(describeFailure(first?.failure ?? "no address", timeoutMs));
  }
  const over = (family: number) =>
    answering.find((probe) => probe.family === family)?.address ?? null;
  return { ipv4: over(4), ipv6: over(6) };
}

async function resolve(host: string, timeoutMs: number): Promise<readonly LookupAddress[]> {
  const waiting = new AbortController();
  const tooLate = sleep(timeoutMs, null, { signal: waiting.signal }).catch(() => null);
  try {
    // A lookup cannot be cancelled: it ends in the background.
    const found = await Promise.race([lookup(host, { all: true }), tooLate]);
    if (found === null) {
      throw new ServerNotFoundError(`no answer from the name server within ${timeoutMs} ms`);
    }
    return found.slice(0, addressesMax);
  } catch (cause) {
    if (cause instanceof ServerNotFoundError) {
      throw cause;
    }
    const code = (cause as NodeJS.ErrnoException).code ?? messageOf(cause);
    throw new ServerNotFoundError(`a name that does not resolve (${code})`, { cause });
  } finally {
    waiting.abort();
  }
}

/** @returns the errno, or null once the connection has been made. */
function tryConnect(
  { address, family }: LookupAddress,
  port: number,
  timeoutMs: number,
): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const socket = connect({ host: address, family, port });
  const timer = setTimeout(() => resolve("ETIMEDOUT"), timeoutMs);
  socket.once("connect", () => resolve(null));
  socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  return promise.finally(() => {
    clearTimeout(timer);
    socket.destroy();
  });
}

/** How often a datagram is sent that may have been lost, in ms. */
const sendAgainMs = 250;

/** @returns the errno, or null once anything has come back. */
function tryDatagram(
  { address, family }: LookupAddress,
  port: number,
  { timeoutMs, datagram }: { readonly timeoutMs: number; readonly datagram: Uint8Array },
): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  const socket = createSocket(family === 6 ? "udp6" : "udp4");
  const fail = (error: NodeJS.ErrnoException | null) => {
    if (error !== null) {
      resolve(error.code ?? error.message);
    }
  };
  const timer = setTimeout(() => resolve("ETIMEDOUT"), timeoutMs);
  let again: NodeJS.Timeout | undefined;
  socket.once("message", () => resolve(null));
  socket.on("error", fail);
  // Connected, it hears that address alone, and learns from ICMP that nothing listens there.
  socket.connect(port, address, () => {
    socket.send(datagram, fail);
    again = setInterval(() => socket.send(datagram, fail), sendAgainMs);
  });
  return promise.finally(() => {
    clearTimeout(timer);
    clearInterval(again);
    socket.close();
  });
}

function describeFailure(errno: string, timeoutMs: number): string {
  switch (errno) {
    case "ECONNREFUSED":
      return "no listener there (ECONNREFUSED)";
    case "ETIMEDOUT":
      return `no answer within ${timeoutMs} ms (ETIMEDOUT)`;
    default:
      return `no way to connect (${errno})`;
  }
}
