import type { Content } from "../../harness/scenario/content.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";

const closing: Content = { closing: true };

/** The message that ends a connection: alone, behind others, in front of others, and in pieces. */
export const closingMessage = {
  id: "close/closing-message",
  title: "The message that ends a connection is the last one that is served",
  why: "A client that says it is done reads until the end, and counts on every answer that it is owed before. A server that closes at once throws away what it has queued; one that overlooks the message keeps the client waiting.",
  sources: ["RFC 9293 §3.6", "Protocol contract: its closing"],
  roles: ["server"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    ...endings("alone", [closing]),
    ...endings("behind", [
      [{ messages: 1, bytes: 100 }, closing],
      [{ messages: 40, bytes: 20 }, closing],
      [{ fill: 200_000, bytes: 10_000 }, closing],
    ]),
    ...endings("before", [[closing, { messages: 3, bytes: 100 }]]),
    { do: "connect", connection: "pieces" },
    {
      do: "send",
      on: "pieces",
      content: [closing],
      chunks: { bytes: 2, gap: { ms: 5, roundTrips: 0.125 } },
    },
    { do: "awaitEnd", on: "pieces" },
    { do: "close", on: "pieces" },
  ],
  stimulus: [],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "echo",
      on: "alone",
      statement: "It is answered as the protocol has it.",
      source: "Protocol contract: its closing",
    },
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "alone",
      how: ["fin"],
      statement: "Then the server ends the connection, by a FIN.",
      source: "RFC 9293 §3.6: CLOSE means I have no more data to send; RFC 2525 §2.17",
    },
    {
      id: "others-answered",
      level: "SHOULD",
      kind: "echo",
      on: "behind",
      statement: "Messages in front of it are answered first.",
      source: "RFC 9112 §9.6; RFC 6455 §5.5.1 gives no guarantee of it",
    },
    {
      id: "nothing-behind",
      level: "MUST",
      kind: "echo",
      on: "before",
      statement: "Messages behind it are not served, and take nothing from its answer.",
      source: "Protocol contract: its closing",
    },
    {
      id: "closed-before-others",
      level: "MUST",
      kind: "ends",
      on: "before",
      how: ["fin", "rst"],
      statement: "Messages behind it do not keep the connection open.",
      source: "Protocol contract: its closing",
    },
    {
      id: "pieces-closed",
      level: "MUST",
      kind: "ends",
      on: "pieces",
      how: ["fin"],
      statement: "It ends the connection however segments cut it.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} as const satisfies Scenario;
