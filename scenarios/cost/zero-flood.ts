import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A hundred thousand messages without a payload. */
export const zeroFlood = {
  id: "cost/zero-flood",
  title: "A flood of empty messages costs time in proportion",
  why: "Four bytes make the smallest message there is, and a read holds sixteen thousand of them. A parser that recurses once a message runs out of stack, and one that shifts its buffer after each takes minutes.",
  sources: ["Protocol contract: framed"],
  roles: ["server"],
  protocols: ["framed"],
  claims: ["many-frames"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 100_000, bytes: 0 }] },
    { do: "awaitEcho", on: "main", deadline: { ms: 10_000, roundTrips: 40 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "SHOULD",
      kind: "echo",
      on: "main",
      statement: "All of them come back within ten seconds.",
      source: "Protocol contract: echo every frame, zero-length ones too",
    },
  ],
} as const satisfies Scenario;
