import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The server is killed with a connection open and starts again at once. */
export const timeWait = {
  id: "restart/time-wait",
  title: "A server restarts while its old connections are in TIME-WAIT",
  why: "The side that closes first keeps the connection's port in TIME-WAIT for a minute. Without SO_REUSEADDR, a server that crashed cannot bind its own port again for that long.",
  sources: ["RFC 9293 §3.6.1 MUST-13", "socket(7): SO_REUSEADDR"],
  roles: ["server"],
  claims: ["many-frames"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "signal", name: "SIGKILL" },
    { do: "awaitExit", deadline: { ms: 2000 } },
    { do: "awaitEnd", on: "main" },
    { do: "close", on: "main" },
    { do: "pause", duration: { ms: 20, roundTrips: 1 } },
    { do: "sample", label: "killed" },
    { do: "restart" },
  ],
  stimulus: [
    {
      kind: "sockets",
      state: "TIME-WAIT",
      at: "killed",
      atLeast: 1,
      because: "a connection of the killed server was in TIME-WAIT",
    },
  ],
  checks: [
    {
      id: "listens-again",
      level: "MUST",
      kind: "restarted",
      within: { ms: 3000 },
      statement: "The server listens again within three seconds.",
      source: "socket(7): SO_REUSEADDR",
    },
  ],
} as const satisfies Scenario;
