import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The header of a message arrives in two reads, its payload in a third. */
export const splitHeader = {
  id: "partial-read/split-header",
  title: "A header split across two reads is reassembled",
  why: "A header is so short that servers often read it without a loop, and nearly always get away with it. The one time in a thousand that a segment ends inside it, the rest of the connection is out of step.",
  sources: ["RFC 9293 §3.7", "POSIX read(): may return fewer bytes than asked for"],
  roles: ["server"],
  profiles: ["quick", "default", "full"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    {
      do: "send",
      on: "main",
      content: [{ messages: 1, bytes: 64 }],
      chunks: { cuts: ["half-header", "header"], gap: { ms: 50 } },
    },
    { do: "awaitEcho", on: "main" },
    { do: "inspect", on: "main" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "main",
      atLeast: 3,
      because: "both halves of the header, and the payload, left as separate segments",
    },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "A message whose header arrives in two pieces comes back unchanged.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} as const satisfies Scenario;
