import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A peer that writes for a second before it reads anything. */
export const writeBeforeRead = {
  id: "flow/write-before-read",
  title: "A peer that writes everything before it reads has to wait, but loses nothing",
  why: "When a peer writes first and reads later, both directions of the connection fill up, and the server can only wait. A server that abandons a write after half a second, or forgets what it was writing, breaks a client that did nothing wrong.",
  sources: ["RFC 9293 §3.8.6.1 MUST-37"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
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
            content: [{ fill: { loopCapacity: 4 }, bytes: { maxFrames: 0.0625 } }],
          },
        ],
        [
          { do: "pause", duration: { ms: 1000, roundTrips: 4 } },
          { do: "resumeReading", on: "main" },
        ],
      ],
    },
    {
      do: "awaitEcho",
      on: "main",
      idle: { ms: 2000, roundTrips: 8 },
      deadline: { ms: 60_000, roundTrips: 200 },
    },
  ],
  stimulus: [
    {
      kind: "zeroWindow",
      host: "client",
      links: "clean",
      because: "the client advertised a zero window; a slow link may not fill the sockets in time",
    },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Once the peer reads, everything comes back.",
      source: "RFC 9293 §3.8.6.1 MUST-37: the connection stays open while the window is zero",
    },
  ],
} as const satisfies Scenario;
