import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A peer that connects and says nothing. */
export const silentPeer = {
  id: "fairness/silent-peer",
  title: "A silent connection does not keep others from being served",
  why: "A server that reads from each connection right after accepting it waits for the first one to send something. Until then all other connections stay in the backlog.",
  sources: ["Protocol contract: a peer delays no other peer"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  steps: [
    { do: "connect", connection: "silent" },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "connect", connection: "other" },
    { do: "send", on: "other", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "other" },
  ],
  stimulus: [],
  checks: [
    {
      id: "other-echoed",
      level: "MUST",
      kind: "echo",
      on: "other",
      statement: "A connection opened later is served.",
      source: "Protocol contract: a peer delays no other peer",
    },
  ],
} as const satisfies Scenario;
