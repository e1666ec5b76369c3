import type { Scenario } from "../../../harness/scenario/scenario.ts";
import { endsWell, sendsMessage, succeeds } from "../checks.ts";

/** Blanks at both ends, a line break, a combining accent, and what printf() and shells read. */
export const clientOddText = {
  id: "client/odd-text",
  title: "A client sends and prints its text as it is, blanks and line breaks included",
  why: "Text is bytes to a protocol. Trimming, normal forms, line-wise output and printf() with the text as its format change a few of them, and nobody notices with a word such as hello.",
  sources: ["Protocol contract: framed", "RFC 3629 §3: characters of one to four bytes"],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: " \t100%s \\n \"$HOME\" 'e\u0301'\r\nsecond line  " } },
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
      statement: "A client sends the bytes of its text, and changes none.",
      source: "Protocol contract: a 4-byte big-endian length, then the payload in UTF-8",
    },
    ...succeeds("main"),
  ],
} as const satisfies Scenario;
