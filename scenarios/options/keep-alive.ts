import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One message, and a look at the connection. */
export const keepAlive = {
  id: "options/keep-alive",
  title: "Accepted connections have SO_KEEPALIVE, with the declared times",
  why: "Keep-alives are off unless a program turns them on for each connection, and the system's times are two hours and more. Whether all of it was set shows at once from outside, long before a peer vanishes.",
  sources: ["RFC 9293 §3.8.4 MUST-24, MUST-25, MUST-27", "RFC 1122 §4.2.3.6", "tcp(7)"],
  roles: ["server"],
  transports: ["tcp"],
  // The keep-alive of Socket.IO is the protocol's own heartbeat.
  protocols: ["framed", "stream", "line", "resp", "websocket", "http"],
  claims: ["keep-alive"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "main" },
    { do: "readOptions", label: "served" },
    { do: "close", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "set",
      level: "SHOULD",
      kind: "keepAliveSet",
      at: "served",
      statement:
        "SO_KEEPALIVE is on, and the idle time and all probes take no longer than the implementation declares.",
      source: "RFC 9293 §3.8.4 MUST-27: the interval of keep-alives is configurable",
    },
  ],
} as const satisfies Scenario;
