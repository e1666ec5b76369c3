import type { Scenario } from "../../harness/scenario/scenario.ts";

/**
 * Six peers send fifty messages and close before the server has read any: stopped, it cannot
 * echo in time for a peer to close with unread bytes, which sends a reset instead of a FIN. Their resets
 * come for its first segments, a round trip later; it may have written everything by then. Those of
 * six others are there before it writes at all.
 */
export const closeWhileEchoing = {
  id: "abort/close-while-echoing",
  title: "Writing to peers that have closed ends neither the process nor other connections",
  why: "A peer that has closed answers the next segment with a reset, and the write after that fails with EPIPE. In C the same write also raises SIGPIPE, whose default action ends the process silently.",
  sources: ["POSIX send(): EPIPE, MSG_NOSIGNAL", "RFC 9293 §3.6 MUST-12", "signal(7): SIGPIPE"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  profiles: ["quick", "default", "full"],
  links: "any",
  steps: [
    { do: "connect", connection: "bystander" },
    { do: "connect", connection: "leaver", count: 6 },
    { do: "connect", connection: "aborter", count: 6 },
    { do: "signal", name: "SIGSTOP" },
    { do: "send", on: "leaver", content: [{ messages: 50, bytes: 100 }] },
    { do: "close", on: "leaver" },
    { do: "send", on: "aborter", content: [{ messages: 20, bytes: 100 }] },
    { do: "pause", duration: { ms: 20, roundTrips: 2 } },
    { do: "abort", on: "aborter" },
    { do: "pause", duration: { ms: 20, roundTrips: 2 } },
    { do: "signal", name: "SIGCONT" },
    // Let it write to all of them first: what ends the process must not come behind this echo.
    { do: "pause", duration: { ms: 50, roundTrips: 2 } },
    { do: "send", on: "bystander", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "bystander" },
  ],
  stimulus: [
    {
      kind: "resets",
      atLeast: 3,
      because: "the server's kernel saw resets before it had answered",
    },
  ],
  checks: [
    {
      id: "bystander-echoed",
      level: "MUST",
      kind: "echo",
      on: "bystander",
      statement: "A connection opened earlier is served as if nothing had happened.",
      source: "Protocol contract: a peer that resets costs only its own connection",
    },
  ],
} as const satisfies Scenario;
