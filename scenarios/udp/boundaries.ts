import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Fifty datagrams back to back. */
export const boundaries = {
  id: "udp/boundaries",
  title: "Fifty datagrams back to back come back as fifty",
  why: "Each send() of a peer is one datagram, and each reply belongs to one of them. A server that gathers what it receives, or that answers from one buffer while the next datagram already fills it, sends back something else under load alone.",
  sources: ["RFC 862, UDP based echo service", "RFC 768", "udp(7)"],
  roles: ["server"],
  profiles: ["quick", "default", "full"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "main" },
    {
      do: "sendDatagrams",
      on: "main",
      content: [{ messages: 50, bytes: { min: 4, max: 1400 } }],
    },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [
    {
      kind: "requests",
      on: "main",
      atLeast: 50,
      because: "fifty datagrams left",
    },
  ],
  checks: [
    {
      id: "whole",
      level: "MUST",
      kind: "wholeReplies",
      on: "main",
      statement: "Each reply has the data of one request, all of it, and nothing else.",
      source: "RFC 862: the data from it is sent back in an answering datagram",
    },
    {
      id: "answered",
      level: "MUST",
      kind: "answered",
      on: "main",
      statement: "Each datagram that arrives is answered.",
      source: "RFC 862: when a datagram is received, an answering datagram is sent",
    },
  ],
} as const satisfies Scenario;
