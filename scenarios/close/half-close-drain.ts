import type { Scenario } from "../../harness/scenario/scenario.ts";

/**
 * The peer shuts down writing while a megabyte or so is still owed to it: 1.1 to 1.4 MiB on a quiet
 * machine, 750 KiB and more on one where the server waits for a processor.
 */
export const halfCloseDrain = {
  id: "close/half-close-drain",
  title: "Everything owed is delivered after the peer has shut down writing",
  why: "End of file on the read side says nothing about the write side: the peer may still be reading the replies to its requests. A server that closes at end of file loses whatever is still in its own buffers, and only a slow reader ever notices.",
  sources: ["RFC 9293 §3.6.1", "RFC 9293 §3.6 case 2"],
  roles: ["server"],
  claims: ["many-frames", "half-close"],
  profiles: ["quick", "default", "full"],
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
            content: [{ fill: { echoCapacity: 2.5 }, bytes: { maxFrames: 0.0625 } }],
          },
          { do: "shutdownWrite", on: "main" },
        ],
        [
          { do: "pause", duration: { ms: 300, roundTrips: 2 } },
          { do: "resumeReading", on: "main", bytesPerSecond: 4_000_000 },
        ],
      ],
    },
    {
      do: "awaitEcho",
      on: "main",
      idle: { ms: 2000, roundTrips: 8 },
      deadline: { ms: 60_000, roundTrips: 200 },
    },
    { do: "awaitEnd", on: "main" },
  ],
  stimulus: [
    {
      kind: "owed",
      on: "main",
      atLeast: 500_000,
      links: "clean",
      transport: "tcp",
      because: "half a megabyte was still owed when the client shut down writing",
      preventable: "a server that answers one message before it reads the next owes less",
    },
    {
      kind: "owed",
      on: "main",
      atLeast: 16_384,
      because:
        "on a slow link, where the sockets drain meanwhile, and in the small buffers of a Unix-domain socket, some of it was still owed",
      preventable: "a server that answers one message before it reads the next owes less",
    },
  ],
  checks: [
    {
      id: "drained",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Every byte owed arrives after the client's FIN.",
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
