import type { Scenario } from "../../../harness/scenario/scenario.ts";
import { endsWell, sendsMessage, succeeds } from "../checks.ts";

/** One message is sent, comes back, and is printed. */
export const clientBasic = {
  id: "client/basic",
  title: "A client sends its message, prints the echo, and ends the connection",
  why: "The simplest exchange shows that a client sends what it was told to send, no more and no less. A client that leaves its connection to the end of its process resets it when a byte is unread, and its server sees an error where there was none.",
  sources: ["Protocol contract: framed", "RFC 9293 §3.6: normal close told apart from abort"],
  roles: ["client"],
  protocols: ["framed"],
  profiles: ["quick", "default", "full"],
  links: "any",
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    { do: "awaitQuiet", on: "main", quiet: { ms: 50, roundTrips: 1 } },
    { do: "send", on: "main", content: [{ echo: "whole" }] },
    ...endsWell("main"),
  ],
  stimulus: [],
  checks: [
    {
      id: "message-sent",
      level: "MUST",
      kind: "messageSent",
      on: "main",
      statement: "A client sends its message as one frame.",
      source: "Protocol contract: a 4-byte big-endian length, then the payload",
    },
    ...succeeds("main"),
    {
      id: "fin-sent",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin"],
      statement:
        "A client that has its echo shuts down writing before its server does, and sends no RST.",
      source: "RFC 9293 §3.6: MUST-12, normal close told apart from abort",
    },
  ],
} as const satisfies Scenario;
