import type { Scenario } from "../../../harness/scenario/scenario.ts";
import { endsWell, sendsMessage, succeeds } from "../checks.ts";

/** The message is an empty argument. */
export const clientEmptyMessage = {
  id: "client/empty-message",
  title: "A client sends a message without a byte, and prints an empty line",
  why: "An empty argument is an argument, and a frame of length zero is a frame. A client that asks whether there is a text, or loops while bytes are missing, sends nothing, or takes the 0 that read() returns for the echo.",
  sources: ["Protocol contract: framed", "POSIX read(): returns 0 at end of file"],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: "" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
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
      statement: "A client sends an empty message as a header that announces 0 bytes.",
      source: "Protocol contract: a 4-byte big-endian length, then the payload",
    },
    ...succeeds("main"),
  ],
} as const satisfies Scenario;
