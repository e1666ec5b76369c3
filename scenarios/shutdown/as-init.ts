import type { Scenario } from "../../harness/scenario/scenario.ts";

/** SIGTERM to a server that is process 1, as in a container. */
export const asInit = {
  id: "shutdown/as-init",
  title: "SIGTERM ends a server that runs as process 1",
  why: "The kernel gives process 1 no default action for signals: without a handler, SIGTERM does nothing. In a container every stop then takes ten seconds and ends with SIGKILL.",
  sources: ["pid_namespaces(7)", "kill(2)"],
  roles: ["server"],
  start: { asInit: true },
  afterwards: "exited",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "close", on: "main" },
    { do: "pause", duration: { ms: 50, roundTrips: 1 } },
    { do: "signal", name: "SIGTERM" },
    { do: "awaitExit", deadline: { ms: 3000 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "exits",
      level: "SHOULD",
      kind: "exits",
      within: { ms: 3000 },
      statement: "The server exits within three seconds, without crashing.",
      source: "pid_namespaces(7): only signals with a handler reach process 1",
    },
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Before that, the server echoes like any other.",
      source: "Protocol contract: echo every frame, in order, unchanged",
    },
  ],
} as const satisfies Scenario;
