import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The largest datagram of IPv4. */
export const largest = {
  id: "udp/largest",
  title: "A datagram of 65,507 bytes comes back whole",
  why: "IPv4 has room for 65,507 bytes of data behind its header and that of UDP. A receive buffer that is smaller loses the rest, and recv() says so only if it is asked to.",
  sources: ["RFC 862, UDP based echo service", "RFC 768: length", "udp(7)"],
  roles: ["server"],
  steps: [
    { do: "openSockets", sockets: "main" },
    { do: "sendDatagrams", on: "main", content: [{ messages: 1, bytes: 65_507 }] },
    { do: "awaitReplies", on: "main", resend: { ms: 250, roundTrips: 2 } },
  ],
  stimulus: [
    {
      kind: "requests",
      on: "main",
      atLeast: 1,
      because: "the datagram left, in 45 fragments on a link of Ethernet's",
    },
  ],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "answered",
      on: "main",
      statement: "A datagram of 65,507 bytes comes back whole.",
      source: "RFC 862: the data from it is sent back in an answering datagram",
    },
  ],
} as const satisfies Scenario;
