import { setTimeout as sleep } from "node:timers/promises";
import { findServer, ServerNotFoundError } from "./find-server.ts";
import { type Lab, LabOpenError } from "./lab.ts";
import { localFacts, startLocalHost } from "./loopback.ts";
import { recordNoSegments, startLocalObserver } from "./wire/observer.ts";

export interface RemoteLabOptions {
  readonly signal: AbortSignal;
  /** Time limit for finding the server, and for finding it again, in ms. Default: 5000. */
  readonly timeoutMs?: number;
  /** What a server of UDP is asked, to see whether it answers; null for one of TCP. */
  readonly datagram: Uint8Array | null;
}

/** How often to look for a server that is gone, in ms. */
const lookAgainMs = 250;

/**
 * A lab whose server runs somewhere already: only what crosses the connection can be seen, and
 * what a server's own host would show is *unsupported*.
 *
 * @throws {LabOpenError} if no server answers at the address.
 */
export async function openRemoteLab(
  address: { readonly host: string; readonly port: number },
  { signal, datagram, timeoutMs = 5000 }: RemoteLabOptions,
): Promise<Lab> {
  const { host, port } = address;
  const name = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  const expected = `${name} does not answer: expected a server that ${datagram === null ? "accepts connections" : "answers a datagram"}, found`;
  const found = await findServer(address, { timeoutMs, datagram }).catch((cause: Error) => {
    const advice = "Start the server, or correct --address.";
    throw new LabOpenError(`${expected} ${cause.message}. ${advice}`, { cause });
  });
  return {
    kind: "remote",
    client: startLocalHost(),
    server: null,
    clientAddress: "0.0.0.0",
    deadAddresses: null,
    serverAddress: found.ipv4 ?? found.ipv6 ?? host,
    serverAddressIpv6: found.ipv6,
    nextPort: () => port,
    isAlive: () => true,
    async whyNoServer() {
      const failure = await lookForServer(address, { signal, datagram, timeoutMs });
      return failure === null ? null : `${expected} ${failure}`;
    },
    link: null,
    whyNoLink: "it does not own the link to its server",
    inFlight: () => Promise.resolve(null),
    startObserver: startLocalObserver,
    recordSegments: recordNoSegments,
    facts: localFacts(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** @returns the last failure, if none of the attempts within `timeoutMs` found a server. */
async function lookForServer(
  address: { readonly host: string; readonly port: number },
  { signal, datagram, timeoutMs }: Required<RemoteLabOptions>,
): Promise<string | null> {
  const limit = AbortSignal.timeout(timeoutMs);
  for (;;) {
    try {
      await findServer(address, { timeoutMs, datagram });
      return null;
    } catch (error) {
      if (!(error instanceof ServerNotFoundError)) {
        throw error;
      }
      if (limit.aborted) {
        return error.message;
      }
    }
    await sleep(lookAgainMs, null, { signal });
  }
}
