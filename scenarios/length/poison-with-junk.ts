import type { Scenario } from "../../harness/scenario/scenario.ts";

/**
 * Fifty valid messages, an invalid length, and a megabyte after it, to a peer that reads a moment later: the
 * echoes are still in the server's send buffer, where a reset takes them back every time.
 */
export const poisonWithJunk = {
  id: "length/poison-with-junk",
  title: "Valid messages are echoed even when junk follows the invalid length",
  why: "close() with unread bytes in the receive buffer sends a reset, and the reset makes the peer's kernel discard data that the peer has not read yet. A careful server shuts down writing, reads and discards the junk for a while, and only then closes.",
  sources: ["RFC 9293 §3.6.1", "RFC 9112 §9.6: lingering close"],
  roles: ["server"],
  claims: ["many-frames"],
  steps: [
    { do: "connect", connection: "main" },
    { do: "stopReading", on: "main" },
    {
      do: "together",
      branches: [
        [
          {
            do: "send",
            on: "main",
            content: [
              { messages: 50, bytes: 1500 },
              { unacceptable: true },
              { junkBytes: 1_000_000 },
            ],
          },
        ],
        [
          { do: "pause", duration: { ms: 200, roundTrips: 1 } },
          { do: "resumeReading", on: "main" },
        ],
      ],
    },
    { do: "awaitEcho", on: "main" },
    { do: "awaitEnd", on: "main", deadline: { ms: 5000, roundTrips: 8 } },
  ],
  stimulus: [],
  checks: [
    {
      id: "good-echoed",
      level: "SHOULD",
      kind: "echo",
      on: "main",
      statement: "The fifty messages before the invalid length come back.",
      source: "RFC 9112 §9.6: a server closes in stages, so that its response is not lost",
    },
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin", "rst"],
      statement: "The invalid length ends the connection.",
      source: "Protocol contract: a length above the cap: close, no echo",
    },
  ],
} as const satisfies Scenario;
