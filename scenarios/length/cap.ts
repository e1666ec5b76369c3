import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A message of the maximum length, and one that is a byte longer. */
export const cap = {
  id: "length/cap",
  title: "A message of the maximum length is echoed, and one byte more is rejected",
  why: "A limit that is off by one rejects a message that it should accept, or accepts one that it should reject. Only the two lengths at the boundary reveal it.",
  sources: ["Protocol contract: framed"],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "connect", connection: "at-cap" },
    { do: "send", on: "at-cap", content: [{ messages: 1, bytes: { maxFrames: 1 } }] },
    {
      do: "awaitEcho",
      on: "at-cap",
      idle: { ms: 2000, roundTrips: 8 },
      deadline: { ms: 20_000, roundTrips: 100 },
    },
    { do: "close", on: "at-cap" },
    { do: "connect", connection: "above-cap" },
    { do: "send", on: "above-cap", content: [{ messages: 1, bytes: { maxFrames: 1, plus: 1 } }] },
    { do: "awaitEnd", on: "above-cap" },
  ],
  stimulus: [],
  checks: [
    {
      id: "at-cap-echoed",
      level: "MUST",
      kind: "echo",
      on: "at-cap",
      statement: "A message of exactly the maximum length comes back unchanged.",
      source: "Protocol contract: echo every frame up to the cap",
    },
    {
      id: "above-cap-closed",
      level: "MUST",
      kind: "ends",
      on: "above-cap",
      how: ["fin", "rst"],
      statement: "A message that is one byte longer ends the connection.",
      source: "Protocol contract: a length above the cap: close, no echo",
    },
  ],
} as const satisfies Scenario;
