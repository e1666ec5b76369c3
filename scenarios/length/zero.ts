import type { Scenario } from "../../harness/scenario/scenario.ts";

/** Messages without a payload. */
export const zero = {
  id: "length/zero",
  title: "An empty message is echoed like any other",
  why: "Zero is falsy, an empty read looks like end of file, and a loop over no bytes never runs. Each of these makes a server ignore an empty message or end the connection.",
  sources: ["Protocol contract: framed"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 0 }] },
    { do: "awaitEcho", on: "main" },
    {
      do: "send",
      on: "main",
      content: [
        { messages: 2, bytes: 0 },
        { messages: 1, bytes: 1 },
      ],
    },
    { do: "awaitEcho", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Empty messages come back, alone and before others.",
      source: "Protocol contract: echo every frame, zero-length ones too",
    },
  ],
} as const satisfies Scenario;
