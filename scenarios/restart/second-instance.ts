import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A second server on the same port. */
export const secondInstance = {
  id: "restart/second-instance",
  title: "A second instance on the same port gives up",
  why: "With SO_REUSEPORT two servers share a port and each gets half of the connections, which looks like a network that loses every other one. An address in use is an error that a user wants to see.",
  sources: ["POSIX bind(): EADDRINUSE", "socket(7): SO_REUSEPORT"],
  roles: ["server"],
  protocols: ["framed", "stream"],
  claims: ["many-frames"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "startSecond", deadline: { ms: 3000 } },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "refused",
      level: "MUST",
      kind: "secondInstance",
      statement: "The second one ends with an error.",
      source: "POSIX bind(): EADDRINUSE",
    },
    {
      id: "first-unaffected",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "The first one serves its connections as before.",
      source: "Protocol contract: a peer costs only its own connection",
    },
  ],
} as const satisfies Scenario;
