import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One byte, from a socket that hears everyone and from one that hears only its peer. */
export const oneByteDatagram = {
  id: "udp/one-byte",
  title: "A datagram of one byte comes back in one",
  why: "It is the smallest exchange that shows that a server speaks UDP, and answers from the socket that was asked. A client that has connected its socket hears no other address, and learns from ICMP that nobody listens.",
  sources: ["RFC 862, UDP based echo service", "RFC 768"],
  roles: ["server"],
  profiles: ["quick", "default", "full"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "main" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 1 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
    { do: "openSockets", sockets: "connected", connected: true },
    { do: "sendDatagrams", on: "connected", content: [{ messages: 1, bytes: 1 }] },
    { do: "awaitReplies", on: "connected", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "answered",
      on: "main",
      statement: "A datagram of one byte comes back.",
      source: "RFC 862: the data from it is sent back in an answering datagram",
    },
    {
      id: "connected-answered",
      level: "MUST",
      kind: "answered",
      on: "connected",
      statement:
        "The answer comes from the address and port that was asked, so that connect() lets it in.",
      source: "RFC 768: the source port is the one to which a reply should be addressed",
    },
  ],
} as const satisfies Scenario;
