import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Requests from the ports of services that answer everything. */
export const echoPorts = {
  id: "udp/echo-ports",
  title: "The ports of other echo services are not answered",
  why: "A datagram with a forged source sets two echo servers upon each other, and each answer brings another one for ever. A server that does not answer ports 7 (echo) and 19 (chargen) cannot be made to do that.",
  sources: [
    "CWE-406: insufficient control of network message volume",
    "RFC 862, UDP based echo service",
    "RFC 864, UDP based character generator service",
  ],
  roles: ["server"],
  steps: [
    { do: "openSockets", sockets: "echo", port: 7 },
    { do: "sendDatagrams", on: "echo", content: [{ messages: 1, bytes: 16 }] },
    { do: "openSockets", sockets: "chargen", port: 19 },
    { do: "sendDatagrams", on: "chargen", content: [{ messages: 1, bytes: 16 }] },
    { do: "pause", duration: { ms: 200, roundTrips: 2 } },
  ],
  stimulus: [
    { kind: "requests", on: "echo", atLeast: 1, because: "a datagram left from port 7" },
    { kind: "requests", on: "chargen", atLeast: 1, because: "a datagram left from port 19" },
  ],
  checks: [
    {
      id: "echo-unanswered",
      level: "SHOULD",
      kind: "repliesAtMost",
      on: "echo",
      atMost: 0,
      statement: "A datagram from port 7 is not answered.",
      source: "CWE-406: an echo of an echo never ends",
    },
    {
      id: "chargen-unanswered",
      level: "SHOULD",
      kind: "repliesAtMost",
      on: "chargen",
      atMost: 0,
      statement: "A datagram from port 19 is not answered.",
      source: "CWE-406: a character generator answers whatever it gets",
    },
  ],
} as const satisfies Scenario;
