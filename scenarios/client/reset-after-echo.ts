import type { Scenario } from "../../harness/scenario/scenario.ts";
import { awaitExit, sendsMessage } from "./checks.ts";

/** The whole echo is there, and then the server resets the connection instead of ending it. */
export const clientResetAfterEcho = {
  id: "client/reset-after-echo",
  title: "A client survives a reset behind its echo, and does not take it for a good end",
  why: "A server that closes with bytes unread resets the connection behind its answer. The answer has arrived, but a client that is asked whether all went well cannot say so, and one that ignores SIGPIPE's meaning dies of it.",
  sources: [
    "RFC 9293 §3.6: MUST-12, normal close told apart from abort",
    "POSIX recv(): ECONNRESET",
  ],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    { do: "send", on: "main", content: [{ echo: "whole" }] },
    { do: "pause", duration: { ms: 100, roundTrips: 2 } },
    { do: "abort", on: "main" },
    awaitExit,
  ],
  stimulus: [
    {
      kind: "resetSent",
      on: "main",
      because: "the connection was reset while the client waited for its end",
      preventable: "the client does not wait for the end of file",
    },
  ],
  checks: [
    {
      id: "exits",
      level: "MUST",
      kind: "exitStatus",
      client: "main",
      status: "either",
      statement: "A client exits by itself when its connection is reset behind the echo.",
      source: "RFC 9293 §3.6: MUST-12, normal close told apart from abort",
    },
    {
      id: "prints-whole-or-nothing",
      level: "MUST",
      kind: "printed",
      client: "main",
      what: "either",
      statement: "A client prints the whole echo or none of it.",
      source: "Protocol contract: a client prints what came back, and nothing else",
    },
    {
      id: "reset-reported",
      level: "SHOULD",
      kind: "exitStatus",
      client: "main",
      status: "failure",
      statement: "A client that waits for the end of file and gets a reset reports it.",
      source: "RFC 9293 §3.6: MUST-12, normal close told apart from abort",
    },
  ],
} as const satisfies Scenario;
