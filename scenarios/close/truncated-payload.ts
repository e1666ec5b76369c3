import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A complete message, then one that ends in the middle of its payload. */
export const truncatedPayload = {
  id: "close/truncated-payload",
  title: "A message cut off by end of file is dropped, and the one before it is echoed",
  why: "At end of file a server may hold two things: replies that it owes, and the beginning of a message that will never be complete. Flushing both echoes garbage, and dropping both loses a complete message.",
  sources: ["RFC 9293 §3.6 case 2", "RFC 9293 §3.6.1", "Protocol contract: framed"],
  roles: ["server"],
  claims: ["half-close"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    {
      do: "send",
      on: "main",
      content: [
        { messages: 1, bytes: 2 },
        { unfinished: 100, upTo: { payload: 3 } },
      ],
    },
    { do: "shutdownWrite", on: "main" },
    { do: "awaitEcho", on: "main" },
    { do: "awaitEnd", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "whole-echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "The complete message before the end of file comes back.",
      source: "RFC 9293 §3.6.1: data may still be sent in the open direction",
    },
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin"],
      statement: "The server closes its side with a FIN.",
      source: "RFC 9293 §3.6 case 2: the remote user closes",
    },
  ],
} as const satisfies Scenario;
