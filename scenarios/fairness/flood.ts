import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One peer sends and reads as fast as it can. */
export const flood = {
  id: "fairness/flood",
  title: "A peer that floods the server does not starve another",
  why: "A loop that reads until the buffer is empty never ends while a fast peer keeps sending. All other peers wait until that peer stops.",
  sources: ["Protocol contract: a peer delays no other peer"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  steps: [
    { do: "connect", connection: "flooding" },
    { do: "connect", connection: "other" },
    {
      do: "together",
      branches: [
        [
          {
            do: "send",
            on: "flooding",
            content: [{ fill: 33_554_432, bytes: { maxFrames: 0.0625 } }],
          },
          {
            do: "awaitEcho",
            on: "flooding",
            idle: { ms: 2000, roundTrips: 8 },
            deadline: { ms: 60_000, roundTrips: 200 },
          },
        ],
        [
          {
            do: "ping",
            on: "other",
            count: 30,
            bytes: 16,
            every: { ms: 10 },
            // Longer than the flood, which takes all processors: what is lost is lost without it too.
            deadline: { ms: 10_000, roundTrips: 8 },
          },
        ],
      ],
    },
  ],
  stimulus: [],
  checks: [
    {
      id: "others-served",
      level: "SHOULD",
      kind: "latency",
      on: "other",
      percentile: 90,
      atMost: { ms: 250, roundTrips: 2 },
      worst: { ms: 1000, roundTrips: 4 },
      statement:
        "Nine of ten pings of another connection come back within 250 ms, and all within a second.",
      source: "Protocol contract: a peer delays no other peer",
    },
    {
      id: "flood-echoed",
      level: "MUST",
      kind: "echo",
      on: "flooding",
      statement: "The flood comes back unchanged.",
      source: "Protocol contract: echo every frame, in order, unchanged",
    },
  ],
} as const satisfies Scenario;
