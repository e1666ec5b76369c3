import type { Scenario } from "../../harness/scenario/scenario.ts";
import { succeeds } from "./checks.ts";

/** One message is sent, comes back, and is printed. */
export const clientBasic = {
  id: "client/basic",
  title: "A client sends its message, prints the echo, and ends the connection",
  why: "The simplest exchange shows that a client says what it was told to say, no more and no less. A client that leaves its connection to the end of the process resets it when a byte is unread, and its server sees an error where there was none.",
  sources: [
    "Protocol contract: framed",
    "RFC 9293 §3.6: MUST-12, normal close told apart from abort",
  ],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  profiles: ["quick", "default", "full"],
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    { do: "startClient", client: "client" },
    { do: "accept", connection: "main" },
    { do: "awaitMessage", on: "main" },
    { do: "send", on: "main", content: [{ echo: "whole" }] },
    { do: "awaitEnd", on: "main" },
    { do: "shutdownWrite", on: "main" },
    { do: "awaitExit", deadline: { ms: 5000, roundTrips: 8 } },
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
    ...succeeds("client"),
    {
      id: "fin-sent",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin"],
      statement:
        "A client that has its echo ends the connection with a FIN, before its server does.",
      source: "RFC 9293 §3.6: MUST-12, normal close told apart from abort",
    },
  ],
} as const satisfies Scenario;
