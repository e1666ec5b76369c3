import type { Scenario } from "../../harness/scenario/scenario.ts";

/** One message comes back, and nothing more. */
export const basic = {
  id: "echo/basic",
  title: "One message comes back unchanged, and nothing more",
  why: "The simplest exchange shows that both sides speak the same protocol. A server that echoes the payload without its header, or adds a greeting, already fails here.",
  sources: ["RFC 862, TCP based echo service", "Protocol contract: framed"],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 5 }] },
    { do: "awaitEcho", on: "main" },
    { do: "awaitQuiet", on: "main", quiet: { ms: 100, roundTrips: 1 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "A message comes back unchanged.",
      source: "Protocol contract: echo every frame, in order, unchanged",
    },
  ],
} as const satisfies Scenario;
