import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A thousand connections at once. */
export const thousandConnections = {
  id: "accept/thousand-connections",
  title: "A thousand connections are served at once",
  why: "select() handles 1024 descriptors and corrupts memory beyond that, and a server with a thread per connection may run into a limit. A thousand is an ordinary number of mobile clients.",
  sources: ["POSIX select(): FD_SETSIZE"],
  roles: ["server"],
  protocols: ["framed", "stream"],
  claims: ["concurrent-connections"],
  start: { descriptorLimit: 4096 },
  steps: [
    { do: "connect", connection: "many", count: 1000, deadline: { ms: 5000, roundTrips: 8 } },
    { do: "connect", connection: "later", count: 40 },
    { do: "send", on: "many", content: [{ messages: 1, bytes: 32 }] },
    { do: "send", on: "later", content: [{ messages: 1, bytes: 32 }] },
    { do: "awaitEcho", on: "many", deadline: { ms: 5000, roundTrips: 8 } },
    { do: "awaitEcho", on: "later", deadline: { ms: 5000, roundTrips: 8 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "all-echoed",
      level: "MUST",
      kind: "echo",
      on: "many",
      statement: "Each of a thousand connections gets its message back.",
      source: "Protocol contract: a peer costs only its own connection",
    },
    {
      id: "later-echoed",
      level: "MUST",
      kind: "echo",
      on: "later",
      statement: "Forty later connections get their messages back too.",
      source: "Protocol contract: a peer costs only its own connection",
    },
  ],
} as const satisfies Scenario;
