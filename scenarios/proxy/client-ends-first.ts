import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The client ends its side, and the upstream takes its time to answer. */
export const clientEndsFirst = {
  id: "proxy/client-ends-first",
  title: "The answer of an upstream that is slow reaches a client that has ended its side",
  why: "Request, end of file, answer is how many programs talk. A proxy that takes the end of one direction for the end of both, at once or after a grace period, cuts the answer off.",
  sources: ["RFC 9293 §3.6.1", "POSIX shutdown()"],
  roles: ["proxy"],
  links: "any",
  claims: ["half-close"],
  steps: [
    { do: "connect", connection: "main", count: 4 },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "main" },
    { do: "signal", of: "upstream", name: "SIGSTOP" },
    { do: "send", on: "main", content: [{ messages: 20, bytes: 1000 }] },
    { do: "shutdownWrite", on: "main" },
    { do: "pause", duration: { ms: 1500, roundTrips: 2 } },
    { do: "signal", of: "upstream", name: "SIGCONT" },
    { do: "awaitEcho", on: "main" },
    { do: "awaitEnd", on: "main" },
  ],
  stimulus: [
    {
      kind: "owed",
      on: "main",
      atLeast: 20_000,
      because: "the upstream had not answered when the client ended its side",
    },
  ],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Everything that the upstream sends after the client's end comes back.",
      source: "RFC 9293 §3.6.1: data may still be sent in the open direction",
    },
    {
      id: "ended",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin"],
      statement:
        "The client's end reaches the upstream, and the upstream's end the client, as a FIN.",
      source: "RFC 9293 §3.6: CLOSE means “I have no more data to send”",
    },
  ],
} as const satisfies Scenario;
