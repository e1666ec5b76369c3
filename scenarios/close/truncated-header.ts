import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The stream ends inside a header. */
export const truncatedHeader = {
  id: "close/truncated-header",
  title: "A stream that ends inside a header is closed",
  why: "A read of zero bytes means that nothing more will arrive. A server that waits for the rest of the header, or reads again and again, keeps the connection and its descriptor forever.",
  sources: ["RFC 9293 §3.6 case 2", "POSIX read(): returns 0 at end of file"],
  roles: ["server"],
  links: "any",
  steps: [
    { do: "connect", connection: "main" },
    { do: "send", on: "main", content: [{ unfinished: 10, upTo: "half-header" }] },
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
