import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Peers that do not read what they asked for: first with both directions open, then half-closed. */
export const halfClosedStall = {
  id: "close/half-closed-stall",
  title: "A half-closed peer that does not read costs no CPU time, and loses nothing",
  why: "A socket at end of file stays readable. A server that polls it for reading while it waits for room in its send buffer is woken up again and again, for nothing.",
  sources: ["POSIX poll(): POLLIN at end of file", "RFC 9293 §3.6.1"],
  roles: ["server"],
  claims: ["many-frames", "half-close"],
  steps: [
    { do: "connect", connection: "main", count: 8 },
    { do: "stopReading", on: "main" },
    {
      // 200 to 560 KB: for some of them a little is left over that no socket takes.
      do: "send",
      on: "main",
      content: [{ messages: 12, bytes: { min: 4096, max: { maxFrames: 0.0625 } } }],
      deadline: { ms: 300 },
    },
    { do: "connect", connection: "little", count: 8 },
    { do: "stopReading", on: "little" },
    {
      // More than the client's sockets hold, and no more than the server's: all of it is written.
      do: "send",
      on: "little",
      content: [
        {
          messages: 1,
          bytes: { byIndex: [49_152, 57_344, 65_536, 73_728, 81_920, 98_304, 114_688, 131_072] },
        },
      ],
    },
    { do: "pause", duration: { ms: 150 }, serverWaits: true },
    { do: "shutdownWrite", on: "main" },
    { do: "shutdownWrite", on: "little" },
    { do: "pause", duration: { ms: 150 }, serverWaits: true },
    { do: "resumeReading", on: "main" },
    { do: "awaitEcho", on: "main", idle: { ms: 2000 }, deadline: { ms: 20_000 } },
    { do: "awaitEnd", on: "main" },
  ],
  stimulus: [
    {
      kind: "owed",
      on: "main",
      atLeast: 16_384,
      because: "everything was still owed when the peer shut down writing",
    },
  ],
  checks: [
    {
      id: "drained",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "When the peer reads, all data arrives.",
      source: "RFC 9293 §3.6.1: data may still be sent in the open direction",
    },
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin"],
      statement: "Then the server closes its side with a FIN.",
      source: "RFC 9293 §3.6 case 2: the remote user closes",
    },
  ],
} as const satisfies Scenario;
