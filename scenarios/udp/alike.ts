import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The same data several times. */
export const alike = {
  id: "udp/alike",
  title: "Datagrams with the same data are answered each",
  why: "A client that hears nothing sends the same again, and so does a link that duplicates. A server that takes the second for a copy of the first, and keeps silent, leaves a client whose answer was lost without one for ever.",
  sources: ["RFC 862, UDP based echo service", "RFC 768: delivery and duplicate protection"],
  roles: ["server"],
  protocols: ["datagram"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "main" },
    {
      do: "sendDatagrams",
      on: "main",
      content: [
        { raw: "736f636b73706563" },
        { raw: "736f636b73706563" },
        { raw: "736f636b73706563" },
      ],
    },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [
    { kind: "requests", on: "main", atLeast: 3, because: "the same data left three times" },
  ],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "answered",
      on: "main",
      statement: "Each of three datagrams with the same data is answered.",
      source: "RFC 862: when a datagram is received, an answering datagram is sent",
    },
  ],
} as const satisfies Scenario;
