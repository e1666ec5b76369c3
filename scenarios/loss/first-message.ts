import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A connection is made, and its first message is lost three times. */
export const firstMessage = {
  id: "loss/first-message",
  title: "A new connection whose first message is lost is served like any other",
  why: "The server has accepted the connection and receives nothing: each retransmission waits twice as long as the one before, and three lost ones take a second. A deadline for the first message, meant for peers that connect and send nothing, hits honest clients first.",
  sources: ["RFC 9293 §3.8.1", "RFC 6298 §5.5"],
  roles: ["server"],
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
      statement: "When the message finally arrives, it comes back unchanged.",
      source: "RFC 9293 §3.8: TCP retransmits lost segments",
    },
  ],
} as const satisfies Scenario;
