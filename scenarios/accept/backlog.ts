import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Six hundred connections while the server is stopped. */
export const backlog = {
  id: "accept/backlog",
  title: "A burst of connections waits in the backlog until accepted",
  why: "While a server is busy, connections wait in a queue whose length it chose when it called listen(). With a queue of one, every other client has to retry a second later, and again after that.",
  sources: ["listen(2): the backlog argument"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  start: { descriptorLimit: 4096 },
  steps: [
    { do: "signal", name: "SIGSTOP" },
    { do: "connect", connection: "burst", count: 600, deadline: { ms: 500, roundTrips: 2 } },
    { do: "signal", name: "SIGCONT" },
    { do: "awaitConnected", on: "burst", deadline: { ms: 10_000, roundTrips: 8 } },
    { do: "send", on: "burst", content: [{ messages: 1, bytes: 32 }] },
    { do: "awaitEcho", on: "burst", deadline: { ms: 5000, roundTrips: 8 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "queued",
      level: "SHOULD",
      kind: "connected",
      on: "burst",
      atLeast: 128,
      within: { ms: 500, roundTrips: 2 },
      statement: "At least 128 connections are queued while the server is busy.",
      source: "listen(2): SOMAXCONN was 128 for decades",
    },
    {
      id: "all-echoed",
      level: "SHOULD",
      kind: "echo",
      on: "burst",
      statement: "Afterwards every queued connection is served.",
      source: "Protocol contract: a peer costs only its own connection",
    },
  ],
} as const satisfies Scenario;
