import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A connection that ends before anything was sent. */
export const emptyConnection = {
  id: "close/empty-connection",
  title: "A connection that carried no data is closed like any other",
  why: "Health checks and port scanners connect and disconnect. The first read then returns end of file, which a server that expects a header may mistake for an internal error.",
  sources: ["RFC 9293 §3.6 case 2"],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "shutdownWrite", on: "main" },
    { do: "awaitEnd", on: "main" },
  ],
  stimulus: [],
  checks: [
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
