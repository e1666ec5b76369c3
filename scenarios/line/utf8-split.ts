import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A line of characters of two, three and four bytes, in segments of a byte each. */
export const utf8Split = {
  id: "line/utf8-split",
  title: "A character that is split across segments stays whole",
  why: "A character of UTF-8 takes up to four bytes, and a segment may end inside it. A server that decodes each read by itself finds two broken halves, and sends replacement characters.",
  sources: ["RFC 3629 §3", "RFC 9293 §3.7"],
  roles: ["server"],
  protocols: ["line"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    {
      do: "send",
      on: "main",
      content: [{ raw: "4772c3bcc39f652c20e4b896e7958c20f09fa68a0a" }],
      chunks: { bytes: 1, gap: { ms: 5, roundTrips: 0.125 } },
    },
    { do: "awaitEcho", on: "main" },
    { do: "inspect", on: "main" },
  ],
  stimulus: [
    { kind: "segments", on: "main", atLeast: 8, because: "characters left in several segments" },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "The line comes back unchanged, wherever its characters were split.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} as const satisfies Scenario;
