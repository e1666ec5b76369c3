import type { Scenario } from "../../../harness/scenario/scenario.ts";
import { endsWell, sendsMessage, succeeds } from "../checks.ts";

/** The echo arrives one byte at a time. */
export const clientOneByteSegments = {
  id: "client/one-byte-segments",
  title: "A client reads an echo that arrives one byte per segment",
  why: "TCP does not preserve the boundaries of a sender's writes, in either direction. A client that takes one read for one message is the counterpart of the server that does, and is found later, because servers on the same machine answer in one segment.",
  sources: ["RFC 9293 §3.7", "POSIX read(): may return fewer bytes than asked for"],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: "one byte at a time, please." } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    {
      do: "send",
      on: "main",
      content: [{ echo: "whole" }],
      chunks: { bytes: 1, gap: { ms: 5, roundTrips: 0.125 } },
    },
    { do: "inspect", on: "main" },
    ...endsWell("main"),
  ],
  stimulus: [
    {
      kind: "segments",
      on: "main",
      atLeast: 31,
      links: "clean",
      because: "each byte of the echo left as a separate segment",
    },
    {
      kind: "segments",
      on: "main",
      atLeast: 16,
      because:
        "even if a loss held back some bytes, which then left together, most bytes of the echo left as separate segments",
    },
  ],
  checks: [...succeeds("main")],
} as const satisfies Scenario;
