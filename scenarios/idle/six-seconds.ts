import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Nothing is sent for six seconds. */
export const sixSeconds = {
  id: "idle/six-seconds",
  title: "A connection that is idle for six seconds is kept",
  why: "TCP has no idle timeout: a connection may be silent for days. Frameworks add one, often five or thirty seconds, and a server inherits it without anyone having decided so.",
  sources: ["RFC 9293 §3.8.4"],
  roles: ["server"],
  protocols: ["framed", "stream"],
  claims: ["many-frames"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "main" },
    { do: "pause", duration: { ms: 6000 }, serverWaits: true },
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
