import type { Scenario } from "../../harness/scenario/scenario.ts";

/** SIGTERM while an echo is still owed. */
export const drain = {
  id: "shutdown/drain",
  title: "On SIGTERM a server stops accepting at once, and ends each connection when it is done",
  why: "A deployment sends SIGTERM and assumes that accepted requests are still answered. A process that exits at once loses them, and one that keeps accepting is eventually killed.",
  sources: ["Protocol contract: SIGTERM ends it gracefully"],
  roles: ["server"],
  claims: ["many-frames", "graceful-shutdown"],
  afterwards: "exited",
  steps: [
    { do: "connect", connection: "main" },
    { do: "stopReading", on: "main" },
    {
      do: "sendUntilBlocked",
      on: "main",
      messageBytes: { maxFrames: 0.0625 },
      limit: { echoCapacity: 1 },
      quiet: { ms: 200, roundTrips: 4 },
    },
    { do: "signal", name: "SIGTERM" },
    { do: "pause", duration: { ms: 500, roundTrips: 1 } },
    { do: "connect", connection: "late", deadline: { ms: 1000, roundTrips: 4 } },
    { do: "resumeReading", on: "main" },
    {
      do: "awaitEcho",
      on: "main",
      idle: { ms: 2000, roundTrips: 8 },
      deadline: { ms: 20_000, roundTrips: 100 },
    },
    { do: "shutdownWrite", on: "main" },
    { do: "awaitEnd", on: "main" },
    { do: "close", on: "main" },
    { do: "awaitExit", deadline: { ms: 5000, roundTrips: 8 } },
  ],
  stimulus: [
    {
      kind: "delivered",
      on: "main",
      atLeast: 200_000,
      because: "at least 200 kB were owed",
      preventable: "a server that answers one message before it reads the next owes less",
    },
  ],
  checks: [
    {
      id: "delivered",
      level: "SHOULD",
      kind: "echo",
      on: "main",
      statement: "All owed data is delivered.",
      source: "Protocol contract: SIGTERM ends it gracefully",
    },
    {
      id: "late-refused",
      level: "SHOULD",
      kind: "refused",
      on: "late",
      within: { ms: 500, roundTrips: 3 },
      statement: "Half a second later no new connection is accepted.",
      source: "Protocol contract: SIGTERM ends it gracefully",
    },
    {
      id: "exits",
      level: "SHOULD",
      kind: "exits",
      status: 0,
      within: { ms: 6000, roundTrips: 20 },
      statement: "The server exits with status 0 within six seconds.",
      source: "Protocol contract: SIGTERM ends it gracefully",
    },
  ],
} as const satisfies Scenario;
