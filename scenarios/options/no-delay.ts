import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One message, and a look at the connection. */
export const noDelay = {
  id: "options/no-delay",
  title: "Accepted connections have TCP_NODELAY",
  why: "With Nagle's algorithm, a small segment waits while another is unacknowledged, and the peer may delay its acknowledgement by 40 ms and more. A server that writes each reply at once does not notice, until one day it writes a header and a payload apart.",
  sources: ["RFC 9293 §3.7.4 MUST-17", "tcp(7): TCP_NODELAY"],
  roles: ["server"],
  transports: ["tcp"],
  claims: ["no-delay"],
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
      kind: "socketOption",
      at: "served",
      of: "connection",
      option: "TCP_NODELAY",
      atLeast: 1,
      statement: "TCP_NODELAY is on when the first message has been answered.",
      source: "RFC 9293 §3.7.4 MUST-17: an application can disable Nagle's algorithm",
    },
  ],
} as const satisfies Scenario;
