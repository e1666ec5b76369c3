import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Both sides close at the same moment. */
export const simultaneous = {
  id: "close/simultaneous",
  title: "Two FINs that cross leave nothing behind",
  why: "When both sides close at once the connection goes through CLOSING instead of CLOSE-WAIT, a path that tests rarely take. A server that expects one particular order of events hangs.",
  sources: ["RFC 9293 §3.6 case 3"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  links: "any",
  steps: [
    { do: "connect", connection: "warm-up" },
    { do: "send", on: "warm-up", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "warm-up" },
    { do: "close", on: "warm-up" },
    { do: "pause", duration: { ms: 50, roundTrips: 1 } },
    { do: "sample", label: "before" },
    { do: "connect", connection: "crossing", count: 20 },
    { do: "send", on: "crossing", content: [{ messages: 2, bytes: 100 }, { unacceptable: true }] },
    { do: "shutdownWrite", on: "crossing" },
    { do: "awaitEnd", on: "crossing" },
    { do: "close", on: "crossing" },
    { do: "awaitBaseline", label: "after", like: "before", deadline: { ms: 3000, roundTrips: 8 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "ended",
      level: "SHOULD",
      kind: "ends",
      on: "crossing",
      how: ["fin", "rst"],
      statement: "The server ends its side of each connection too.",
      source: "RFC 9293 §3.6 case 3: both users close simultaneously",
    },
    {
      id: "released",
      level: "SHOULD",
      kind: "growth",
      of: "descriptors",
      from: "before",
      to: "after",
      atMost: 2,
      statement: "The descriptors are released.",
      source: "RFC 9293 §3.6 case 3: both users close simultaneously",
    },
  ],
} as const satisfies Scenario;
