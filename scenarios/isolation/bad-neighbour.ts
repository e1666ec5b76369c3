import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One peer is rejected while another is in the middle of a message. */
export const badNeighbour = {
  id: "isolation/bad-neighbour",
  title: "A connection in the middle of a message is unaffected when another one is rejected",
  why: "Per-connection state is sometimes shared by mistake, for example in a static buffer or a parser. The bug stays hidden as long as only one peer sends at a time.",
  sources: ["Protocol contract: a bad peer costs only its own connection"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  links: "any",
  steps: [
    { do: "connect", connection: "steady" },
    { do: "send", on: "steady", content: [{ unfinished: 10, upTo: { payload: 5 } }] },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "connect", connection: "bad" },
    { do: "send", on: "bad", content: [{ messages: 1, bytes: 10 }, { unacceptable: true }] },
    { do: "awaitEnd", on: "bad" },
    { do: "connect", connection: "resetting" },
    { do: "send", on: "resetting", content: [{ unfinished: 50, upTo: { payload: 16 } }] },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "abort", on: "resetting" },
    { do: "send", on: "steady", content: [{ finishes: 10, from: { payload: 5 } }] },
    { do: "awaitEcho", on: "steady" },
  ],
  stimulus: [],
  checks: [
    {
      id: "steady-echoed",
      level: "MUST",
      kind: "echo",
      on: "steady",
      statement: "The message that was begun earlier comes back when it is complete.",
      source: "Protocol contract: a bad peer costs only its own connection",
    },
    {
      id: "bad-closed",
      level: "MUST",
      kind: "ends",
      on: "bad",
      how: ["fin", "rst"],
      statement: "The neighbour's connection is closed.",
      source: "Protocol contract: a length above the cap: close, no echo",
    },
  ],
} as const satisfies Scenario;
