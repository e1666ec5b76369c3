import type { Scenario } from "../../harness/scenario/scenario.ts";

/** SIGTERM while peers are connected that have nothing to say, or have said half of it. */
export const peersStay = {
  id: "shutdown/peers-stay",
  title: "SIGTERM ends a server whose peers stay connected",
  why: "Closing the listener and waiting for the last connection is a graceful shutdown only if peers leave. A single silent peer that stays connected keeps such a server alive until it is killed with SIGKILL.",
  sources: ["Protocol contract: SIGTERM ends it"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  afterwards: "exited",
  steps: [
    { do: "connect", connection: "silent" },
    { do: "connect", connection: "served" },
    { do: "send", on: "served", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "served" },
    { do: "connect", connection: "unfinished" },
    { do: "send", on: "unfinished", content: [{ unfinished: 10, upTo: 2 }] },
    { do: "connect", connection: "unread" },
    { do: "stopReading", on: "unread" },
    {
      do: "sendUntilBlocked",
      on: "unread",
      messageBytes: 32_768,
      limit: 1_048_576,
      quiet: { ms: 100 },
    },
    { do: "pause", duration: { ms: 20 } },
    { do: "signal", name: "SIGTERM" },
    { do: "awaitExit", deadline: { ms: 10_000 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "exits",
      level: "SHOULD",
      kind: "exits",
      within: { ms: 10_000 },
      statement: "The server exits within ten seconds, although no peer leaves.",
      source: "Protocol contract: SIGTERM ends it",
    },
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "served",
      statement: "Before that, the server echoes like any other.",
      source: "Protocol contract: echo every frame, in order, unchanged",
    },
  ],
} as const satisfies Scenario;
