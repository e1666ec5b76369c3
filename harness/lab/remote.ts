import type { Lab } from "./lab.ts";
import { localFacts, startLocalHost } from "./loopback.ts";
import { startLocalObserver } from "./wire/observer.ts";

/**
 * A lab whose server runs somewhere already: only what crosses the connection can be seen, and
 * what a server's own host would show is *unsupported*.
 */
export function openRemoteLab(address: { readonly host: string; readonly port: number }): Lab {
  return {
    kind: "remote",
    client: startLocalHost(),
    server: null,
    serverAddress: address.host,
    serverAddressIpv6: null,
    nextPort: () => address.port,
    isAlive: () => true,
    link: null,
    whyNoLink: "its server is somewhere else",
    inFlight: () => Promise.resolve(null),
    startObserver: startLocalObserver,
    facts: localFacts(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
