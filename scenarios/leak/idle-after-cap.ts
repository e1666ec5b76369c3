import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Connections that have carried one message of the cap, and stay open. */
export const idleAfterCap = {
  id: "leak/idle-after-cap",
  title: "A connection does not keep the memory of its largest message",
  why: "A buffer that has grown for one large message is rarely needed again on that connection. A server that keeps it pays for the largest message that each connection ever carried, for as long as the connection stays open.",
  sources: ["CWE-400: uncontrolled resource consumption"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  profiles: ["full"],
  steps: [
    {
      do: "repeat",
      times: 12,
      steps: [
        { do: "connect", connection: "idle", count: 8 },
        { do: "send", on: "idle", content: [{ messages: 1, bytes: { maxFrames: 1 } }] },
        { do: "awaitEcho", on: "idle" },
        { do: "sample", label: "idle" },
      ],
    },
  ],
  stimulus: [],
  checks: [
    {
      id: "memory-flat",
      level: "SHOULD",
      kind: "slope",
      of: "memory",
      samples: "idle",
      atMost: { maxFrames: 0.25 },
      statement: "An idle connection costs less than a quarter of the cap.",
      source: "Protocol contract: a connection costs nothing while nothing happens on it",
    },
  ],
} as const satisfies Scenario;
