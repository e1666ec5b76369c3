import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Six hundred peers that do not read, and then reset or close. */
export const unsentReplies = {
  id: "leak/unsent-replies",
  title: "Replies that were never sent are released with their connection",
  why: "A pending write usually holds a buffer, a callback, and through that the connection. If the peer leaves before the write completes, each of them has to be released, although the write never completes.",
  sources: ["CWE-401: missing release of memory after effective lifetime"],
  roles: ["server"],
  protocols: ["framed", "stream"],
  claims: ["many-frames", "concurrent-connections"],
  profiles: ["full"],
  steps: [
    {
      do: "repeat",
      times: 30,
      steps: [
        { do: "connect", connection: "unread", count: 20 },
        { do: "stopReading", on: "unread" },
        {
          do: "sendUntilBlocked",
          on: "unread",
          messageBytes: 32_768,
          limit: 2_097_152,
          quiet: { ms: 100 },
        },
        { do: "abort", on: "unread" },
        { do: "pause", duration: { ms: 50 } },
        { do: "sample", label: "round" },
      ],
    },
  ],
  stimulus: [
    { kind: "zeroWindow", host: "client", because: "the clients advertised a zero window" },
  ],
  checks: [
    {
      id: "memory-flat",
      level: "SHOULD",
      kind: "slope",
      of: "memory",
      samples: "round",
      atMost: 262_144,
      statement:
        "A peer that left its replies unread leaves less than 256 KiB of resident memory behind.",
      source: "CWE-401: missing release of memory after effective lifetime",
    },
  ],
} as const satisfies Scenario;
