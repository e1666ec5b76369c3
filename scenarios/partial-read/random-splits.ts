import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Messages of every size, split at random positions. */
export const randomSplits = {
  id: "partial-read/random-splits",
  title: "A long random stream comes back unchanged however it is split",
  why: "Every parser bug needs its own unlucky combination of message sizes and read boundaries. Hundreds of random ones, identical for every implementation and every run with the same seed, find combinations that nobody would think of.",
  sources: ["RFC 9293 §3.7"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    {
      do: "send",
      on: "main",
      content: [{ messages: 300, bytes: { min: 0, max: { maxFrames: 0.015625 } } }],
      chunks: { random: { min: 1, max: 8192 }, gap: { ms: 0 } },
    },
    {
      do: "awaitEcho",
      on: "main",
      idle: { ms: 2000, roundTrips: 8 },
      deadline: { ms: 60_000, roundTrips: 200 },
    },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "The stream comes back unchanged.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} as const satisfies Scenario;
