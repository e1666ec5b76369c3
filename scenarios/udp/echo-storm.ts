import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Another server of the same kind is on the link. */
export const echoStorm = {
  id: "udp/echo-storm",
  title: "Two servers of the same kind do not answer each other for ever",
  why: "Whoever forges one datagram from one echo server to all of them on a link starts a storm that feeds itself. A server that does not answer the port on which it serves itself ends it with the first datagram.",
  sources: [
    "CWE-406: insufficient control of network message volume",
    "RFC 1122 §3.3.6: broadcasts",
  ],
  roles: ["server"],
  steps: [
    {
      do: "openSockets",
      sockets: "twin",
      to: "broadcast",
      port: "server",
      reflects: 100,
    },
    { do: "sendDatagrams", on: "twin", content: [{ messages: 1, bytes: 16 }] },
    { do: "pause", duration: { ms: 300, roundTrips: 2 } },
  ],
  stimulus: [
    {
      kind: "requests",
      on: "twin",
      atLeast: 1,
      because: "a broadcast left from the server's port",
    },
  ],
  checks: [
    {
      id: "no-storm",
      level: "SHOULD",
      kind: "repliesAtMost",
      on: "twin",
      atMost: 1,
      statement: "At most one datagram comes back, however often its twin answers.",
      source: "CWE-406: an echo of an echo never ends",
    },
  ],
} as const satisfies Scenario;
