import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Three messages and the beginning of a fourth; the rest comes later. */
export const partialTail = {
  id: "coalesced/partial-tail",
  title: "Complete messages are answered while the next one is still incomplete",
  why: "The bytes left over after the last complete message are the beginning of the next one. A server that clears its buffer after parsing loses them; one that waits for the rest before answering delays three messages for the sake of a fourth.",
  sources: ["RFC 9293 §3.7"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    {
      do: "send",
      on: "main",
      content: [
        { messages: 3, bytes: 10 },
        { unfinished: 10, upTo: 2 },
      ],
    },
    { do: "awaitEcho", on: "main" },
    { do: "inspect", on: "main" },
    { do: "send", on: "main", content: [{ finishes: 10, from: 2 }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "main",
      atLeast: 1,
      atMost: 1,
      because: "three messages and half a header left in one segment",
    },
  ],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Three messages come back at once, and the fourth when it is complete.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} as const satisfies Scenario;
