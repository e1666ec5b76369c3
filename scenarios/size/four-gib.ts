import type { Scenario } from "../../harness/scenario/scenario.ts";

/** More bytes on one connection than 32 bits count. */
export const fourGib = {
  id: "size/four-gib",
  title: "A connection carries more than 4 GiB",
  why: "Counters of 32 bits overflow at 2 GiB if they are signed, and at 4 GiB if they are not. Long-lived connections reach that size; tests rarely do.",
  sources: [
    "RFC 9293 §3.4: sequence numbers wrap, connections do not end",
    "CWE-190: integer overflow",
  ],
  roles: ["server"],
  claims: ["many-frames"],
  profiles: ["full"],
  steps: [
    { do: "connect", connection: "main" },
    {
      do: "send",
      on: "main",
      content: [{ fill: 4_295_200_000, bytes: { maxFrames: 0.25 }, repeated: true }],
    },
    { do: "awaitEcho", on: "main", idle: { ms: 5000 }, deadline: { ms: 60_000 } },
    { do: "send", on: "main", content: [{ messages: 3, bytes: 1000 }] },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "More than 4 GiB come back unchanged, and so do later messages.",
      source: "RFC 862, TCP based echo service: data received is sent back",
    },
  ],
} as const satisfies Scenario;
