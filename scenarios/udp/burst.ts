import type { Scenario } from "../../harness/scenario/scenario.ts";

/** More at once than a receive buffer holds. */
export const burst = {
  id: "udp/burst",
  title: "A burst of two thousand datagrams spoils no answer",
  why: "A burst fills the receive buffer, and the kernel drops the rest: that is UDP, and no fault. Yet what is answered must be whole, and when the burst is over the next peer must be served as before.",
  sources: ["RFC 862, UDP based echo service", "udp(7): receive buffers", "socket(7): SO_RCVBUF"],
  roles: ["server"],
  steps: [
    { do: "openSockets", sockets: "main" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 2000, bytes: 512 }] },
    { do: "awaitReplies", on: "main", deadline: { ms: 1000, roundTrips: 10 } },
  ],
  stimulus: [
    {
      kind: "requests",
      on: "main",
      atLeast: 2000,
      because: "two thousand datagrams left at once",
    },
  ],
  checks: [
    {
      id: "whole",
      level: "SHOULD",
      kind: "wholeReplies",
      on: "main",
      statement: "What comes back is whole, however many were lost.",
      source: "RFC 862: the data from it is sent back in an answering datagram",
    },
    {
      id: "some-answered",
      level: "SHOULD",
      kind: "answered",
      on: "main",
      atLeast: 1,
      statement: "Of two thousand datagrams at once, at least one is answered.",
      source: "Protocol contract: a load slows a server down, and does not silence it",
    },
  ],
} as const satisfies Scenario;
