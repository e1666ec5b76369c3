import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Ten thousand messages before the first echo is read. */
export const deepPipeline = {
  id: "coalesced/deep-pipeline",
  title: "Ten thousand pipelined messages come back in order",
  why: "A server that handles messages one after another gets their order for free; one that handles them concurrently and answers as each finishes loses it. A deep pipeline makes the difference visible.",
  sources: ["Protocol contract: echo every frame, in order, unchanged"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "stopReading", on: "main" },
    { do: "send", on: "main", content: [{ messages: 10_000, bytes: 16 }] },
    { do: "resumeReading", on: "main" },
    {
      do: "awaitEcho",
      on: "main",
      idle: { ms: 2000, roundTrips: 8 },
      deadline: { ms: 20_000, roundTrips: 100 },
    },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "The messages come back in the order in which they were sent.",
      source: "Protocol contract: echo every frame, in order, unchanged",
    },
  ],
} as const satisfies Scenario;
