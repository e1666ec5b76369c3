import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Fifty valid messages followed by an invalid length, in one send. */
export const poisonAfterGood = {
  id: "length/poison-after-good",
  title: "Valid messages before an invalid length are still echoed",
  why: "The server has accepted the messages before the invalid one, so it owes their echoes. A server that destroys the connection at once throws away its queue.",
  sources: ["RFC 9293 §3.6", "Protocol contract: framed"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 50, bytes: 100 }, { unacceptable: true }] },
    { do: "awaitEcho", on: "main" },
    { do: "awaitEnd", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "good-echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "The fifty messages before the invalid length come back.",
      source: "Protocol contract: echo every frame, in order, unchanged",
    },
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin", "rst"],
      statement: "The invalid length ends the connection.",
      source: "Protocol contract: a length above the cap: close, no echo",
    },
  ],
} as const satisfies Scenario;
