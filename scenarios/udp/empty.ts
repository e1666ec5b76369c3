import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A datagram without data. */
export const emptyDatagram = {
  id: "udp/empty",
  title: "An empty datagram comes back empty, and ends nothing",
  why: "A UDP datagram may have no data, and recv() then returns 0. Code that comes from TCP takes that for the end of file, and stops serving.",
  sources: ["RFC 862, UDP based echo service", "RFC 768: the minimum value of the length is eight"],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "openSockets", sockets: "main" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 0 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [
    {
      kind: "requests",
      on: "main",
      atLeast: 2,
      because: "the empty datagram left",
    },
  ],
  checks: [
    {
      id: "answered",
      level: "SHOULD",
      kind: "answered",
      on: "main",
      statement: "An empty datagram is answered by an empty one, and the next one is answered too.",
      source: "RFC 768: a datagram of eight bytes is a header alone",
    },
  ],
} as const satisfies Scenario;
