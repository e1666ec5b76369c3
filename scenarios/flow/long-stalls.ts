import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";

/** Stalls, reads again, and goes on: a write that was given up would show in what follows. */
const stalledFor = (ms: number, on: string): Step[] => [
  { do: "connect", connection: on },
  { do: "stopReading", on },
  {
    do: "sendUntilBlocked",
    on,
    messageBytes: { maxFrames: 0.0625 },
    limit: { loopCapacity: 1, plus: 4_194_304 },
    quiet: { ms: 300 },
  },
  { do: "pause", duration: { ms } },
  { do: "resumeReading", on },
  { do: "awaitEcho", on, idle: { ms: 2000 }, deadline: { ms: 60_000 } },
  { do: "send", on, content: [{ messages: 3, bytes: 1000 }] },
  { do: "awaitEcho", on },
];

/** Peers that do not read for six, twenty and sixty-five seconds. */
export const longStalls = {
  id: "flow/long-stalls",
  title: "A peer that does not read for up to a minute loses nothing",
  why: "A write loop that gives up after five seconds has already sent part of a message. If the caller continues with the next message, the rest of the stream is out of step.",
  sources: ["RFC 9293 §3.8.6.1 MUST-37"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  profiles: ["full"],
  steps: [
    {
      do: "together",
      branches: [
        stalledFor(6000, "six"),
        stalledFor(20_000, "twenty"),
        stalledFor(65_000, "sixty-five"),
      ],
    },
  ],
  stimulus: [
    { kind: "zeroWindow", host: "client", because: "the client advertised a zero window" },
  ],
  checks: [
    {
      id: "six-seconds",
      level: "MUST",
      kind: "echo",
      on: "six",
      statement:
        "After six seconds without reading, all data comes back, and so do later messages.",
      source: "RFC 9293 §3.8.6.1 MUST-37: the connection stays open while the window is zero",
    },
    {
      id: "twenty-seconds",
      level: "MUST",
      kind: "echo",
      on: "twenty",
      statement:
        "After twenty seconds without reading, all data comes back, and so do later messages.",
      source: "RFC 9293 §3.8.6.1 MUST-37: the connection stays open while the window is zero",
    },
    {
      id: "sixty-five-seconds",
      level: "SHOULD",
      kind: "echo",
      on: "sixty-five",
      statement:
        "After sixty-five seconds without reading, all data comes back, and so do later messages.",
      source: "RFC 9293 §3.8.6.1 MUST-37: the connection stays open while the window is zero",
    },
  ],
} satisfies Scenario;
