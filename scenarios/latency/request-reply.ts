import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A hundred requests, one after another. */
export const requestReply = {
  id: "latency/request-reply",
  title: "No reply is delayed by Nagle's algorithm and delayed acknowledgements",
  why: "If header and payload are two writes, Nagle's algorithm on one side waits for the delayed acknowledgement of the other, and each reply takes 40 ms longer than it should. The first replies are fast, so a short test never shows the delay.",
  sources: ["RFC 9293 §3.7.4 SHLD-7, MUST-17", "RFC 9293 §3.8.6.3"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "ping", on: "main", count: 120, bytes: 100, every: { ms: 0 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "prompt",
      level: "SHOULD",
      kind: "latency",
      on: "main",
      percentile: 50,
      skip: 20,
      atMost: { ms: 10, roundTrips: 1 },
      statement: "The median of a hundred replies, after a warm-up of twenty, is at most 10 ms.",
      source: "RFC 9293 §3.7.4 MUST-17: an application can disable Nagle's algorithm",
    },
  ],
} as const satisfies Scenario;
