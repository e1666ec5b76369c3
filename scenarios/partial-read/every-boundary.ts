import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Three messages in two pieces, split once at every possible position. */
export const everyBoundary = {
  id: "partial-read/every-boundary",
  title: "Messages split at any byte are reassembled",
  why: "A parser may survive a split inside the header and still fail when the split falls just after a message, because it resets its buffer after each read. Seventeen connections try every position at once.",
  sources: ["RFC 9293 §3.7"],
  roles: ["server"],
  claims: ["many-frames", "concurrent-connections"],
  links: "any",
  steps: [
    { do: "connect", connection: "cut", count: 17 },
    {
      do: "send",
      on: "cut",
      content: [
        { messages: 1, bytes: 2 },
        { messages: 1, bytes: 1 },
        { messages: 1, bytes: 3 },
      ],
      chunks: { cutByIndex: true, gap: { ms: 30 } },
    },
    { do: "awaitEcho", on: "cut" },
    { do: "inspect", on: "cut" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "cut",
      atLeast: 2,
      because: "each split turned one write into two segments",
    },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "cut",
      statement: "Wherever the stream is split, every message comes back unchanged.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} as const satisfies Scenario;
