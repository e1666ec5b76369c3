import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The upstream is killed with unread data, so that its kernel resets the connections. */
export const upstreamResets = {
  id: "proxy/upstream-resets",
  title: "A reset by the upstream reaches the client as a reset",
  why: "A client that gets an end of file believes that it has got everything. A proxy that ends the connection in an orderly way after its upstream was killed tells it so, and one that does nothing lets it wait for ever.",
  sources: ["RFC 9293 §3.5.3", "RFC 1122 §4.2.2.13"],
  roles: ["proxy"],
  links: "any",
  steps: [
    { do: "connect", connection: "main", count: 8 },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "main" },
    { do: "signal", of: "upstream", name: "SIGSTOP" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 100 }] },
    { do: "pause", duration: { ms: 100, roundTrips: 2 } },
    { do: "signal", of: "upstream", name: "SIGKILL" },
    { do: "awaitExit", of: "upstream", deadline: { ms: 2000 } },
    { do: "awaitEnd", on: "main" },
    { do: "restart", of: "upstream" },
  ],
  stimulus: [
    {
      kind: "resetsByUpstream",
      atLeast: 8,
      because: "the upstream's kernel reset the connections",
    },
  ],
  checks: [
    {
      id: "ended",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin", "rst"],
      statement: "The client's side of each connection ends too.",
      source:
        "RFC 1122 §4.2.2.13: a close with unread data sends a reset, to show that data was lost",
    },
    {
      id: "reset-passed-on",
      level: "SHOULD",
      kind: "ends",
      on: "main",
      how: ["rst"],
      statement: "It ends with a reset.",
      source: "RFC 9293 §3.5.3: an abort is reported, and is no orderly close",
    },
  ],
} as const satisfies Scenario;
