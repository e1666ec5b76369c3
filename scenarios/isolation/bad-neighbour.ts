import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One peer is rejected while another is in the middle of a message. */
export const badNeighbour = {
  id: "isolation/bad-neighbour",
  title: "A connection in the middle of a message is unaffected when another one is rejected",
  why: "Per-connection state is sometimes shared by mistake, for example in a static buffer or a parser. The bug stays hidden as long as only one peer sends at a time.",
  sources: ["Protocol contract: a bad peer costs only its own connection"],
  roles: ["server"],
  protocols: ["framed"],
  claims: ["many-frames", "concurrent-connections"],
  links: "any",
  steps: [
    { do: "connect", connection: "steady" },
    { do: "send", on: "steady", content: [{ raw: "0000000a0102030405" }] },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "connect", connection: "bad" },
    { do: "send", on: "bad", content: [{ messages: 1, bytes: 10 }, { raw: "ffffffff" }] },
    { do: "awaitEnd", on: "bad" },
    { do: "connect", connection: "resetting" },
    { do: "send", on: "resetting", content: [{ messages: 1, bytes: 50, truncatedTo: 20 }] },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "abort", on: "resetting" },
    { do: "send", on: "steady", content: [{ raw: "060708090a" }] },
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
