import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Forty messages in one segment, and a thousand in one send. */
export const oneSegment = {
  id: "coalesced/one-segment",
  title: "Every message in a read is answered, not only the first",
  why: "A pipelining sender puts many messages into one segment, and a single read returns them all. A server that handles one message per read leaves the rest in its buffer until the next byte arrives, which may be never.",
  sources: ["RFC 9293 §3.7", "RFC 9293 §3.7.4 SHLD-7"],
  roles: ["server"],
  claims: ["many-frames"],
  profiles: ["quick", "default", "full"],
  links: "any",
  steps: [
    { do: "connect", connection: "forty" },
    { do: "send", on: "forty", content: [{ messages: 40, bytes: 16 }] },
    { do: "awaitEcho", on: "forty" },
    { do: "inspect", on: "forty" },
    { do: "close", on: "forty" },
    { do: "connect", connection: "thousand" },
    { do: "send", on: "thousand", content: [{ messages: 1000, bytes: 16 }] },
    { do: "awaitEcho", on: "thousand" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "forty",
      atLeast: 1,
      atMost: 1,
      because: "forty messages left in one segment",
    },
  ],
  checks: [
    {
      id: "forty-echoed",
      level: "MUST",
      kind: "echo",
      on: "forty",
      statement: "Forty messages in one segment come back in order.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
    {
      id: "thousand-echoed",
      level: "MUST",
      kind: "echo",
      on: "thousand",
      statement: "A thousand messages in one send come back in order.",
      source: "Protocol contract: echo every frame, in order, unchanged",
    },
  ],
} as const satisfies Scenario;
