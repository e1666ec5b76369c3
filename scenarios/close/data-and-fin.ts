import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A message immediately followed by the FIN. */
export const dataAndFin = {
  id: "close/data-and-fin",
  title: "A message that arrives together with the FIN is answered before the close",
  why: "A client with a single request sends it and shuts down, and both may arrive in one segment. A server that handles end of file first never sees the message.",
  sources: ["RFC 9293 §3.6.1", "RFC 9293 §3.6 case 2"],
  roles: ["server"],
  claims: ["half-close"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ messages: 1, bytes: 100 }] },
    { do: "shutdownWrite", on: "main" },
    { do: "awaitEcho", on: "main" },
    { do: "awaitEnd", on: "main" },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "The message comes back.",
      source: "RFC 9293 §3.6.1: data may still be sent in the open direction",
    },
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin"],
      statement: "Then the server closes its side with a FIN.",
      source: "RFC 9293 §3.6 case 2: the remote user closes",
    },
  ],
} as const satisfies Scenario;
