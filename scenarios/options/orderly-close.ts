import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One message, and a look at the connection while nothing is on its way. */
export const orderlyClose = {
  id: "options/orderly-close",
  title: "close() on a connection sends a FIN, whatever is still on its way",
  why: "SO_LINGER with a time of zero is a well-known way to avoid TIME-WAIT: close() then sends a reset, and discards what was written and has not left yet. Tests in which everything has arrived before the connection is closed never notice.",
  sources: ["socket(7): SO_LINGER", "RFC 9293 §3.6", "RFC 9293 §3.10.5"],
  roles: ["server"],
  transports: ["tcp"],
  steps: [
    { do: "connect", connection: "main" },
    // A listener with TCP_DEFER_ACCEPT passes a connection on when the first data has arrived.
    { do: "send", on: "main", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "main" },
    // A server that closes after one message has done so by then.
    { do: "pause", duration: { ms: 50, roundTrips: 1 } },
    { do: "readOptions", label: "open" },
    { do: "close", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "no-abort",
      level: "SHOULD",
      kind: "socketOption",
      at: "open",
      of: "connection",
      option: "SO_LINGER",
      not: 0,
      statement: "SO_LINGER is off on an accepted connection, or has a time above zero.",
      source: "RFC 9293 §3.6: closing is not aborting; data sent before it is delivered",
    },
  ],
} as const satisfies Scenario;
