import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The upstream takes three seconds until it accepts connections. */
export const upstreamLate = {
  id: "proxy/upstream-late",
  title: "Clients are served by an upstream that accepts their connections late",
  why: "A busy server leaves connections in its backlog, and what clients sent meanwhile in its buffers. A proxy must hold that back for a few seconds, and neither drop it nor give up.",
  sources: ["POSIX listen()", "RFC 9293 §3.8.6"],
  roles: ["proxy"],
  links: "any",
  steps: [
    { do: "signal", of: "upstream", name: "SIGSTOP" },
    { do: "connect", connection: "main", count: 20 },
    { do: "send", on: "main", content: [{ messages: 20, bytes: 1000 }] },
    { do: "pause", duration: { ms: 3000, roundTrips: 2 } },
    { do: "inspect", on: "main" },
    { do: "signal", of: "upstream", name: "SIGCONT" },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [
    {
      kind: "delivered",
      on: "main",
      atLeast: 20_000,
      because: "the clients' messages had been taken although the upstream was late",
    },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Every message comes back once the upstream accepts.",
      source: "POSIX listen(): connections wait in the backlog until they are accepted",
    },
  ],
} as const satisfies Scenario;
