import type { Scenario } from "../../harness/scenario/scenario.ts";
import { awaitExit, fails, sendsMessage } from "./checks.ts";

/** The server ends the connection without an answer. */
export const clientEndBeforeEcho = {
  id: "client/end-before-echo",
  title: "A client reports that its server ended the connection without an echo",
  why: "A server that is shutting down, or a proxy without a server behind it, accepts a connection and ends it in good order. A client that expects errors only where a call fails sees none, and reports success.",
  sources: ["RFC 9293 §3.6: case 2", "POSIX read(): returns 0 at end of file"],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  profiles: ["quick", "default", "full"],
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    { do: "shutdownWrite", on: "main" },
    awaitExit,
  ],
  stimulus: [
    {
      kind: "owed",
      on: "main",
      atLeast: 0,
      because: "the server ended the connection",
    },
  ],
  checks: [...fails("main", "end")],
} as const satisfies Scenario;
