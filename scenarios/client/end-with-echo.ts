import type { Scenario } from "../../harness/scenario/scenario.ts";
import { awaitExit, sendsMessage, succeeds } from "./checks.ts";

/** The server ends the connection with its echo, and does not wait for the client's end. */
export const clientEndWithEcho = {
  id: "client/end-with-echo",
  title: "A client reads its echo to the end, although the end of file is there with it",
  why: "A server that answers one message per connection ends it at once, so that the answer and its FIN arrive together. A client that looks at the end of the connection first loses bytes that are already there.",
  sources: [
    "RFC 9293 §3.6: data is delivered before the end of file",
    "POSIX read(): returns 0 at end of file",
  ],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    { do: "send", on: "main", content: [{ echo: "whole" }] },
    { do: "shutdownWrite", on: "main" },
    { do: "awaitEnd", on: "main" },
    awaitExit,
  ],
  stimulus: [
    {
      kind: "owed",
      on: "main",
      atLeast: 0,
      because: "the server ended the connection behind its echo",
    },
  ],
  checks: [...succeeds("main")],
} as const satisfies Scenario;
