import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A connection is made, and its first message is lost three times. */
export const firstMessage = {
  id: "loss/first-message",
  title: "A newcomer whose first message is lost is served like any other",
  why: "The server has accepted, and hears nothing: each retransmission waits twice as long as the one before, and three lost ones take a second. A deadline for the first message, against peers that connect and say nothing, meets honest ones first.",
  sources: ["RFC 9293 §3.8.1", "RFC 6298 §5.5"],
  roles: ["server"],
  protocols: ["framed", "stream"],
  links: "any",
  steps: [
    { do: "connect", connection: "newcomer" },
    { do: "dropSegments", of: "data", direction: "toServer", nth: 1, count: 3 },
    { do: "send", on: "newcomer", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "newcomer", deadline: { ms: 5000, roundTrips: 16 } },
    { do: "restoreLink" },
  ],
  stimulus: [{ kind: "dropped", atLeast: 3, because: "the first message was lost three times" }],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "newcomer",
      statement: "When the message arrives at last, it comes back unchanged.",
      source: "RFC 9293 §3.8.1: TCP recovers what the network loses",
    },
  ],
} as const satisfies Scenario;
