import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The upstream is killed while data flows in both directions. */
export const upstreamDies = {
  id: "proxy/upstream-dies",
  title: "Connections end when the upstream dies in the middle of a stream",
  why: "The proxy then holds bytes that it can deliver to nobody, and writes to sockets that fail. None of that may end the proxy, nor leave its clients waiting.",
  sources: ["RFC 9293 §3.10.7.4", "POSIX write(): EPIPE"],
  roles: ["proxy"],
  links: "any",
  steps: [
    { do: "connect", connection: "main", count: 4 },
    { do: "stopReading", on: "main" },
    {
      do: "sendUntilBlocked",
      on: "main",
      messageBytes: 32_768,
      limit: { loopCapacity: 1, plus: 4_194_304 },
      quiet: { ms: 100, roundTrips: 2 },
    },
    { do: "signal", of: "upstream", name: "SIGKILL" },
    { do: "awaitExit", of: "upstream", deadline: { ms: 2000 } },
    { do: "resumeReading", on: "main" },
    { do: "awaitEnd", on: "main", deadline: { ms: 10_000, roundTrips: 40 } },
    { do: "restart", of: "upstream" },
    { do: "connect", connection: "later" },
    { do: "send", on: "later", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "later" },
  ],
  stimulus: [
    {
      kind: "delivered",
      on: "main",
      atLeast: 100_000,
      because: "the upstream had data to echo when it died",
    },
    {
      kind: "resetsByUpstream",
      atLeast: 4,
      because: "the upstream died with data that it had not read",
    },
  ],
  checks: [
    {
      id: "ended",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin", "rst"],
      statement: "The client's side of each connection ends within ten seconds.",
      source: "RFC 9293 §3.10.7.4: a reset ends the connection, and its user is told",
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
