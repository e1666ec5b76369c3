import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Messages of the maximum length, more of them than the socket buffers hold. */
export const largeMessages = {
  id: "length/large-messages",
  title: "Messages larger than the socket buffers come back complete",
  why: "A write may accept fewer bytes than it was given, and always does if the message is larger than the socket's buffer. A server that ignores the returned count sends the beginning of a message and loses the rest.",
  sources: ["POSIX write(): may transfer fewer bytes than requested", "RFC 9293 §3.8.6"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    {
      do: "together",
      branches: [
        [
          {
            do: "send",
            on: "main",
            content: [{ fill: { echoCapacity: 4 }, bytes: { maxFrames: 1 } }],
          },
        ],
        [{ do: "resumeReading", on: "main", bytesPerSecond: 64_000_000 }],
      ],
    },
    {
      do: "awaitEcho",
      on: "main",
      idle: { ms: 2000, roundTrips: 8 },
      deadline: { ms: 60_000, roundTrips: 200 },
    },
    { do: "connect", connection: "mixed" },
    {
      do: "send",
      on: "mixed",
      content: Array.from({ length: 4 }, () => [
        { messages: 3, bytes: 16 },
        { messages: 1, bytes: { maxFrames: 0.5 } },
        { messages: 3, bytes: 5000 },
        { messages: 1, bytes: { maxFrames: 1 } },
      ]).flat(),
    },
    {
      do: "awaitEcho",
      on: "mixed",
      idle: { ms: 2000, roundTrips: 8 },
      deadline: { ms: 60_000, roundTrips: 200 },
    },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Every byte of every message comes back.",
      source: "POSIX write(): the number of bytes written is returned",
    },
    {
      id: "mixed-echoed",
      level: "MUST",
      kind: "echo",
      on: "mixed",
      statement: "Small messages between large ones keep their place.",
      source: "Protocol contract: echo every frame, in order, unchanged",
    },
  ],
} satisfies Scenario;
