import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One connection loses its SYN and its first message, another its SYN-ACK. */
export const handshake = {
  id: "loss/handshake",
  title: "A connection whose handshake was retried is served like any other",
  why: "A lost SYN or SYN-ACK is retransmitted after a second, and a lost first message takes another second. Only the network is slow here, but any timer that a server starts at the handshake, such as a deadline for the first message, punishes the client for it.",
  sources: ["RFC 9293 §3.8.3 MUST-22", "RFC 6298 §2.1"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  links: "any",
  steps: [
    { do: "dropSegments", of: "syn", direction: "toServer", nth: 1 },
    { do: "connect", connection: "syn-lost", deadline: { ms: 5000, roundTrips: 8 } },
    { do: "restoreLink" },
    { do: "dropSegments", of: "data", direction: "toServer", nth: 1, count: 3 },
    { do: "send", on: "syn-lost", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "syn-lost", deadline: { ms: 5000, roundTrips: 16 } },
    { do: "restoreLink" },
    // No message is lost behind this one: after a SYN-ACK that was sent again the client has no
    // measure of the round trip, and waits three seconds and more before it sends anything again.
    { do: "dropSegments", of: "syn", direction: "toClient", nth: 1 },
    { do: "connect", connection: "syn-ack-lost", deadline: { ms: 5000, roundTrips: 8 } },
    { do: "restoreLink" },
    { do: "send", on: "syn-ack-lost", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "syn-ack-lost", deadline: { ms: 5000, roundTrips: 16 } },
  ],
  stimulus: [
    {
      kind: "dropped",
      atLeast: 5,
      because:
        "a SYN, the first message of the same connection three times, and a SYN-ACK were lost",
    },
  ],
  checks: [
    {
      id: "syn-lost-echoed",
      level: "MUST",
      kind: "echo",
      on: "syn-lost",
      statement: "A connection whose SYN was retransmitted is served.",
      source: "RFC 9293 §3.8.3 MUST-22: a SYN is retransmitted like data",
    },
    {
      id: "syn-ack-lost-echoed",
      level: "MUST",
      kind: "echo",
      on: "syn-ack-lost",
      statement: "A connection whose SYN-ACK was retransmitted is served.",
      source: "RFC 9293 §3.8.3 MUST-22: a SYN is retransmitted like data",
    },
  ],
} as const satisfies Scenario;
