import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A second server on the same port. */
export const secondInstance = {
  id: "restart/second-instance",
  title: "A second instance on the same port exits with an error",
  why: "With SO_REUSEPORT two servers share a port, and each gets half of the connections, as if the network lost every other one. Users expect the error that the address is in use.",
  sources: ["POSIX bind(): EADDRINUSE", "socket(7): SO_REUSEPORT"],
  roles: ["server"],
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
      statement: "The second instance exits with an error.",
      source: "POSIX bind(): EADDRINUSE",
    },
    {
      id: "first-unaffected",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "The first instance serves its connections as before.",
      source: "Protocol contract: a peer costs only its own connection",
    },
  ],
} as const satisfies Scenario;
