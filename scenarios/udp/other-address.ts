import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A request to the second address of the server. */
export const otherAddress = {
  id: "udp/other-address",
  title: "The answer comes from the address that was asked",
  why: "A socket that is bound to all addresses answers from the one that the route to the peer prefers. A client that asked another one takes the answer for a stranger's: its own kernel, or a firewall, drops it.",
  sources: ["RFC 1122 §4.1.3.5: UDP multihoming", "ip(7): IP_PKTINFO"],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "main", to: "other-address" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [
    {
      kind: "requests",
      on: "main",
      atLeast: 1,
      because: "a datagram was sent to another address of the server's host",
    },
  ],
  checks: [
    {
      id: "from-there",
      level: "SHOULD",
      kind: "answersFrom",
      on: "main",
      statement: "The source address of the answer is the destination of the request.",
      source: "RFC 1122 §4.1.3.5: a request/response application should use it as source address",
    },
    {
      id: "answered",
      level: "SHOULD",
      kind: "answered",
      on: "main",
      statement: "A request to any address of the host is answered.",
      source: "RFC 862: when a datagram is received, an answering datagram is sent",
    },
  ],
} as const satisfies Scenario;
