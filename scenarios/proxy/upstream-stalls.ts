import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The upstream stops reading, and the client sends until nothing is taken any more. */
export const upstreamStalls = {
  id: "proxy/upstream-stalls",
  title: "An upstream that does not read holds the client back",
  why: "Flow control works between two sockets, and a proxy has four. One that reads from its client faster than its upstream takes it keeps the difference in memory, until there is none left.",
  sources: ["RFC 9293 §3.8.6", "POSIX send(): EAGAIN"],
  roles: ["proxy"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 100 }] },
    { do: "awaitEcho", on: "main" },
    { do: "sample", label: "before" },
    { do: "signal", of: "upstream", name: "SIGSTOP" },
    {
      do: "sendUntilBlocked",
      on: "main",
      messageBytes: { maxFrames: 0.0625 },
      limit: { loopCapacity: 1, plus: 67_108_864 },
      quiet: { ms: 300, roundTrips: 4 },
    },
    { do: "sample", label: "stalled" },
    { do: "pause", duration: { ms: 300 }, serverWaits: true },
    { do: "signal", of: "upstream", name: "SIGCONT" },
    { do: "awaitEcho", on: "main", idle: { ms: 2000 }, deadline: { ms: 60_000 } },
  ],
  stimulus: [
    {
      kind: "zeroWindow",
      host: "upstream",
      because: "the upstream's receive buffer was full",
    },
  ],
  checks: [
    {
      id: "held-back",
      level: "MUST",
      kind: "accepted",
      on: "main",
      atMost: { loopCapacity: 1, plus: 16_777_216 },
      statement:
        "While the upstream does not read, the proxy takes at most 16 MiB beyond the capacity of the socket buffers.",
      source: "Protocol contract: a peer that does not read costs bounded memory",
    },
    {
      id: "memory-bounded",
      level: "SHOULD",
      kind: "growth",
      of: "memory",
      from: "before",
      to: "stalled",
      atMost: 50_331_648,
      statement: "Resident memory grows by less than 48 MiB.",
      source: "Protocol contract: a peer that does not read costs bounded memory",
    },
    {
      id: "nothing-lost",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "When the upstream reads again, everything comes back.",
      source: "RFC 9293 §3.8.6.1 MUST-37: the connection stays open while the window is zero",
    },
  ],
} as const satisfies Scenario;
