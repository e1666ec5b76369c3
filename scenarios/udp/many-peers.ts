import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Fifty peers take turns. */
export const manyPeers = {
  id: "udp/many-peers",
  title: "Fifty peers each get their own datagrams back",
  why: "One socket serves all peers, and only the address that came with a datagram says whose it is. A server that keeps that address beside its socket, rather than beside the datagram, answers whoever wrote last.",
  sources: ["RFC 862, UDP based echo service", "RFC 768: source port"],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "peers", count: 50 },
    { do: "sendDatagrams", on: "peers", content: [{ messages: 4, bytes: 64 }] },
    { do: "awaitReplies", on: "peers", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [
    {
      kind: "requests",
      on: "peers",
      atLeast: 200,
      because: "all peers have sent, one datagram each and then the next",
    },
  ],
  checks: [
    {
      id: "own",
      level: "MUST",
      kind: "wholeReplies",
      on: "peers",
      statement: "No peer gets what another one sent.",
      source: "RFC 768: the source port is the one to which a reply should be addressed",
    },
    {
      id: "answered",
      level: "MUST",
      kind: "answered",
      on: "peers",
      statement: "Each peer is answered.",
      source: "RFC 862: when a datagram is received, an answering datagram is sent",
    },
  ],
} as const satisfies Scenario;
