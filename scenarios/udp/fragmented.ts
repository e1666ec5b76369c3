import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Datagrams that are larger than the MTU of the link. */
export const fragmented = {
  id: "udp/fragmented",
  title: "Datagrams larger than the link's MTU come back whole",
  why: "What does not fit in a packet travels in fragments, which the receiving host joins. A server that forbids that for its answers, as those do that look for the path MTU themselves, gets EMSGSIZE from send() and has to send something else; most send nothing.",
  sources: [
    "RFC 862, UDP based echo service",
    "RFC 791 §3.2: fragmentation and reassembly",
    "ip(7): IP_MTU_DISCOVER",
  ],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "main" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 4, bytes: 1400 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
    { do: "sendDatagrams", on: "main", content: [{ messages: 4, bytes: 2900 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [
    {
      kind: "fragments",
      host: "client",
      atLeast: 8,
      because: "the client's host split the larger datagrams",
      preventable: "a link with a larger MTU, such as the loopback interface, splits none",
    },
  ],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "answered",
      on: "main",
      statement: "Datagrams of 1400 and of 2900 bytes come back whole, whatever the MTU.",
      source: "RFC 862: the data from it is sent back in an answering datagram",
    },
  ],
} as const satisfies Scenario;
