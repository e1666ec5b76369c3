import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A connection on which nothing is sent for thirty seconds. */
export const halfAMinute = {
  id: "idle/half-a-minute",
  title: "A connection that is idle for thirty seconds stays open",
  why: "TCP has no idle timeout: a connection may be silent for days. Frameworks add one, often of five or thirty seconds, and servers inherit it without anyone having decided so.",
  sources: ["RFC 9293 §3.8.4"],
  roles: ["server"],
  claims: ["many-frames"],
  profiles: ["full"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "pause", duration: { ms: 30000 } },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "kept",
      level: "SHOULD",
      kind: "echo",
      on: "main",
      statement: "After the pause a message comes back as before.",
      source: "RFC 9293 §3.8.4: keep-alives are optional and off by default",
    },
  ],
} as const satisfies Scenario;
