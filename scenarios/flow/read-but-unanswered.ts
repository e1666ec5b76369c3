import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Sixteen peers send small messages faster than they read, and then nothing more. */
export const readButUnanswered = {
  id: "flow/read-but-unanswered",
  title: "Messages that were read while much was owed are answered",
  why: "A server that stops answering while much is owed may have read more than it has answered. If it looks at the rest only when more arrives, the last messages wait forever, since the peer has nothing more to send.",
  sources: ["RFC 9293 §3.8.6.1 MUST-37"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  profiles: ["full"],
  steps: [
    { do: "connect", connection: "main", count: 16 },
    { do: "stopReading", on: "main" },
    {
      do: "together",
      branches: [
        [
          {
            do: "send",
            on: "main",
            content: [{ messages: 2000, bytes: { min: 500, max: 1500 } }],
            // To write 32,000 messages takes the driver seconds where the protocol makes work of each.
            deadline: { ms: 30_000 },
          },
        ],
        [
          { do: "pause", duration: { ms: 500 } },
          { do: "resumeReading", on: "main", bytesPerSecond: 4_000_000 },
        ],
      ],
    },
    { do: "awaitEcho", on: "main", idle: { ms: 2000 }, deadline: { ms: 20_000 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "All messages come back, the last ones too.",
      source: "RFC 9293 §3.8.6.1 MUST-37: the connection stays open while the window is zero",
    },
  ],
} as const satisfies Scenario;
