import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Two hundred peers that have sent a single byte. */
export const slowSenders = {
  id: "fairness/slow-senders",
  title: "Peers that send next to nothing delay no other peer",
  why: "A connection that has started a message and sends no more costs only a descriptor, unless it occupies a thread of a small pool. Two hundred of them are a cheap attack, or an ordinary morning on a mobile network.",
  sources: ["CWE-400: uncontrolled resource consumption"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  start: { descriptorLimit: 4096 },
  steps: [
    { do: "connect", connection: "slow", count: 200 },
    { do: "connect", connection: "other" },
    { do: "send", on: "slow", content: [{ unfinished: 10, upTo: 1 }] },
    { do: "ping", on: "other", count: 40, bytes: 16, every: { ms: 2 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "others-served",
      level: "SHOULD",
      kind: "latency",
      on: "other",
      percentile: 90,
      atMost: { ms: 100, roundTrips: 2 },
      statement: "Nine of ten pings of another connection come back within 100 ms.",
      source: "Protocol contract: a peer delays no other peer",
    },
  ],
} as const satisfies Scenario;
