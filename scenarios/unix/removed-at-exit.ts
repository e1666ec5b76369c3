import type { Scenario } from "../../harness/scenario/scenario.ts";

/** SIGTERM, and a look at the path. */
export const removedAtExit = {
  id: "unix/removed-at-exit",
  title: "A server that is told to stop removes the file of its socket",
  why: "The kernel removes a port with its last socket, but not the file of a Unix-domain socket. What is left behind makes the next bind() fail, and lets clients wait for a service that is not there.",
  sources: ["unix(7): the file must be deleted by the caller"],
  roles: ["server"],
  transports: ["unix"],
  claims: ["graceful-shutdown"],
  afterwards: "exited",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "close", on: "main" },
    { do: "pause", duration: { ms: 50 } },
    { do: "signal", name: "SIGTERM" },
    { do: "awaitExit", deadline: { ms: 6000 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "removed",
      level: "SHOULD",
      kind: "socketRemoved",
      statement: "Once the server has exited, there is no file at its path.",
      source: "unix(7): the file must be deleted by the caller when it is no longer needed",
    },
  ],
} as const satisfies Scenario;
