import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A hundred thousand messages without a payload. */
export const zeroFlood = {
  id: "cost/zero-flood",
  title: "The cost of a flood of empty messages is proportional to their number",
  why: "The smallest message is four bytes long, and one read can return sixteen thousand of them. A parser that recurses once per message runs out of stack, and one that shifts its buffer after each message takes minutes.",
  sources: ["Protocol contract: framed"],
  roles: ["server"],
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
      statement: "All empty messages come back within ten seconds.",
      source: "Protocol contract: echo every frame, zero-length ones too",
    },
  ],
} as const satisfies Scenario;
