import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A message arrives one byte at a time. */
export const oneByteSegments = {
  id: "partial-read/one-byte-segments",
  title: "A message that arrives one byte per segment comes back complete",
  why: "TCP does not preserve the boundaries of a sender's writes. A server that treats one read as one message works on loopback for years, and breaks on the first slow link.",
  sources: ["RFC 9293 §3.7", "POSIX read(): may return fewer bytes than asked for"],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    {
      do: "send",
      on: "main",
      content: [{ messages: 1, bytes: 28 }],
      // Ten segments are all that may be on their way at first (RFC 6928).
      chunks: { bytes: 1, gap: { ms: 2, roundTrips: 0.125 } },
    },
    { do: "awaitEcho", on: "main" },
    { do: "inspect", on: "main" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "main",
      atLeast: 28,
      links: "clean",
      because: "each byte left as a separate segment",
    },
    {
      kind: "segments",
      on: "main",
      atLeast: 16,
      because:
        "even if a loss held back some bytes, which then left together, most bytes left as separate segments",
    },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "A message that arrives byte by byte comes back unchanged.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} as const satisfies Scenario;
