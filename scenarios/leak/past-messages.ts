import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Six hundred thousand messages on one connection. */
export const pastMessages = {
  id: "leak/past-messages",
  title: "A message that was answered costs nothing",
  why: "A listener, a promise or a log entry for each message is a few hundred bytes that nobody misses. Connections that stay open for days carry millions of messages, and the process grows until it is killed.",
  sources: ["CWE-401: missing release of memory after effective lifetime"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  profiles: ["full"],
  steps: [
    { do: "connect", connection: "main" },
    {
      do: "repeat",
      times: 60,
      steps: [
        { do: "send", on: "main", content: [{ messages: 10_000, bytes: 16 }] },
        { do: "awaitEcho", on: "main" },
        // Growth is measured per connection that was made: one for ten thousand messages.
        { do: "connect", connection: "mark" },
        { do: "close", on: "mark" },
        { do: "sample", label: "round" },
      ],
    },
  ],
  stimulus: [],
  checks: [
    {
      id: "memory-flat",
      level: "SHOULD",
      kind: "slope",
      of: "memory",
      samples: "round",
      atMost: 655_360,
      statement: "Ten thousand messages leave less than 640 KiB of resident memory behind.",
      source: "CWE-401: missing release of memory after effective lifetime",
    },
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "All messages come back.",
      source: "Protocol contract: echo every frame, in order, unchanged",
    },
  ],
} as const satisfies Scenario;
