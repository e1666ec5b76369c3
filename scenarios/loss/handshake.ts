import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The first SYN of one connection and the first SYN-ACK of another are lost. */
export const handshake = {
  id: "loss/handshake",
  title: "A connection whose handshake was repeated is served like any other",
  why: "A lost SYN is sent again after a second, and a lost SYN-ACK is too. A server with a deadline for the first message counts from when it was asked, and finds it over before the client could say anything.",
  sources: ["RFC 9293 §3.8.1 MUST-20", "RFC 6298 §2.1"],
  roles: ["server"],
  protocols: ["framed", "stream"],
  claims: ["concurrent-connections"],
  links: "any",
  steps: [
    { do: "dropSegments", of: "syn", direction: "toServer", nth: 1 },
    { do: "connect", connection: "syn-lost", deadline: { ms: 5000, roundTrips: 8 } },
    { do: "restoreLink" },
    { do: "send", on: "syn-lost", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "syn-lost" },
    { do: "dropSegments", of: "syn", direction: "toClient", nth: 1 },
    { do: "connect", connection: "syn-ack-lost", deadline: { ms: 5000, roundTrips: 8 } },
    { do: "restoreLink" },
    { do: "send", on: "syn-ack-lost", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "syn-ack-lost" },
  ],
  stimulus: [{ kind: "dropped", atLeast: 2, because: "a SYN and a SYN-ACK were lost" }],
  checks: [
    {
      id: "syn-lost-echoed",
      level: "MUST",
      kind: "echo",
      on: "syn-lost",
      statement: "A connection whose SYN had to be sent again is served.",
      source: "RFC 9293 §3.8.1 MUST-20: the retransmission timeout holds for SYN segments too",
    },
    {
      id: "syn-ack-lost-echoed",
      level: "MUST",
      kind: "echo",
      on: "syn-ack-lost",
      statement: "A connection whose SYN-ACK had to be sent again is served.",
      source: "RFC 9293 §3.8.1 MUST-20: the retransmission timeout holds for SYN segments too",
    },
  ],
} as const satisfies Scenario;
