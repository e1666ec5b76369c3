import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Ten idle peers vanish, and nothing that they or their hosts send reaches the server. */
export const vanishedPeer = {
  id: "loss/vanished-peer",
  title: "Connections to peers that vanish silently are dropped within the declared time",
  why: "A phone out of range or a host without power sends neither FIN nor RST, and a server that only waits for data never finds out. Only a keep-alive detects it, and SO_KEEPALIVE with default settings takes two hours: until then dead peers keep their descriptors.",
  sources: ["RFC 9293 §3.8.4", "RFC 9293 §3.5.1"],
  roles: ["server"],
  claims: ["keep-alive", "concurrent-connections"],
  links: "any",
  steps: [
    { do: "connect", connection: "warm-up" },
    { do: "send", on: "warm-up", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "warm-up" },
    { do: "close", on: "warm-up" },
    { do: "pause", duration: { ms: 50, roundTrips: 1 } },
    { do: "sample", label: "before" },
    { do: "connect", connection: "vanishing", count: 10 },
    { do: "send", on: "vanishing", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "vanishing" },
    // Unacknowledged data is retransmitted for minutes, and no keep-alive is sent meanwhile.
    { do: "awaitQuiet", on: "vanishing", quiet: { ms: 300, roundTrips: 2 } },
    { do: "blackhole" },
    { do: "abort", on: "vanishing" },
    { do: "sample", label: "vanished" },
    { do: "pause", duration: { keepAlives: 1 } },
    // The kernel's long timers are as coarse as an eighth of their time.
    {
      do: "awaitBaseline",
      label: "later",
      like: "before",
      deadline: { ms: 2000, roundTrips: 2, keepAlives: 0.25 },
    },
    { do: "restoreLink" },
  ],
  stimulus: [
    { kind: "dropped", atLeast: 10, because: "the resets of the vanishing peers were lost" },
    {
      kind: "sockets",
      state: "ESTABLISHED",
      at: "vanished",
      atLeast: 10,
      because: "the server saw no sign that its peers had gone",
    },
  ],
  checks: [
    {
      id: "given-up",
      level: "SHOULD",
      kind: "sockets",
      state: "ESTABLISHED",
      at: "later",
      atMost: 0,
      statement: "After the declared time, plus a tolerance for the clocks, no connection is left.",
      source: "RFC 9293 §3.8.4 MUST-27: the interval of keep-alives is configurable",
    },
    {
      id: "released",
      level: "SHOULD",
      kind: "growth",
      of: "descriptors",
      from: "before",
      to: "later",
      atMost: 2,
      statement: "By then their descriptors are released.",
      source: "Protocol contract: a peer that vanishes costs only its own connection",
    },
  ],
} as const satisfies Scenario;
