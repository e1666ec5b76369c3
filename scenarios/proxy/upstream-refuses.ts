import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Nothing listens behind the proxy for a while. */
export const upstreamRefuses = {
  id: "proxy/upstream-refuses",
  title: "Clients are turned away while the upstream refuses connections, and served afterwards",
  why: "Upstreams are restarted, and their proxies meet ECONNREFUSED. A proxy that forgets the client then keeps it waiting, and one that does not expect the error ends.",
  sources: ["RFC 1928 §6", "POSIX connect()"],
  roles: ["proxy"],
  links: "any",
  steps: [
    { do: "signal", of: "upstream", name: "SIGKILL" },
    { do: "awaitExit", of: "upstream", deadline: { ms: 2000 } },
    { do: "connect", connection: "refused", count: 4 },
    { do: "awaitEnd", on: "refused", deadline: { ms: 10_000, roundTrips: 4 } },
    { do: "close", on: "refused" },
    { do: "restart", of: "upstream" },
    { do: "connect", connection: "later" },
    { do: "send", on: "later", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "later" },
  ],
  stimulus: [],
  checks: [
    {
      id: "refused",
      level: "MUST",
      kind: "refused",
      on: "refused",
      within: { ms: 10_000, roundTrips: 4 },
      statement: "The client is refused, or its connection ends within ten seconds.",
      source:
        "RFC 1928 §6: a proxy that cannot connect must end the client's connection within 10 seconds",
    },
    {
      id: "served-again",
      level: "MUST",
      kind: "echo",
      on: "later",
      statement: "When the upstream listens again, a new connection is served.",
      source: "Protocol contract: what one peer does costs only its own connection",
    },
  ],
} as const satisfies Scenario;
