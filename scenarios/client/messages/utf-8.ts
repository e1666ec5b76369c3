import type { Scenario } from "../../../harness/scenario/scenario.ts";
import { endsWell, sendsMessage, succeeds } from "../checks.ts";

/** Characters of one, two, three and four bytes. */
export const clientUtf8 = {
  id: "client/utf-8",
  title: "A client counts bytes, not characters, and puts split characters together",
  why: "The length of a text in characters is that of its bytes as long as it is English. A client that announces the one and sends the other, or decodes each read by itself, works until the first name with an accent.",
  sources: ["Protocol contract: framed", "RFC 3629 §3: characters of one to four bytes"],
  roles: ["client"],
  protocols: ["framed"],
  links: "any",
  start: { message: { text: "Grüße, 世界 🌍" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    {
      do: "send",
      on: "main",
      content: [{ echo: "whole" }],
      // Within ü, within 世, and within the globe.
      chunks: {
        cuts: [{ payload: 3 }, { payload: 11 }, { payload: 18 }],
        gap: { ms: 30, roundTrips: 0.25 },
      },
    },
    ...endsWell("main"),
  ],
  stimulus: [],
  checks: [
    {
      id: "message-sent",
      level: "MUST",
      kind: "messageSent",
      on: "main",
      statement: "A client announces the length of its message in bytes.",
      source: "Protocol contract: a 4-byte big-endian length, then the payload in UTF-8",
    },
    ...succeeds("main"),
  ],
} as const satisfies Scenario;
