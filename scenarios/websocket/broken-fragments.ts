import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { first, frame } from "./frame.ts";

/** Fragments that belong to no message, and messages within messages. */
export const brokenFragments = {
  id: "websocket/broken-fragments",
  title: "Fragments that make no message end the connection",
  why: "A continuation of nothing, and a message that begins within another, leave two sides with different ideas of what was said. A server that goes on anyway takes one peer's bytes for another message.",
  sources: ["RFC 6455 §5.4", "Autobahn Testsuite, cases 5.9 to 5.14 and 5.18"],
  roles: ["server"],
  protocols: ["websocket"],
  links: "any",
  steps: [
    ...endings("stray", [
      [frame(first.lastFragment, "of nothing")],
      [frame(first.fragment, "of nothing"), frame(first.lastFragment, "either")],
      [
        frame(first.textFragment, "who"),
        frame(first.lastFragment, "le"),
        frame(first.lastFragment, "and more"),
      ],
    ]),
    ...endings("nested", [
      [frame(first.textFragment, "a beginning"), frame(first.text, "another message")],
      [
        frame(first.binaryFragment, "a beginning"),
        frame(first.textFragment, "another"),
        frame(first.lastFragment, "end"),
      ],
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "stray-closed",
      level: "MUST",
      kind: "ends",
      on: "stray",
      how: ["fin", "rst"],
      statement: "A continuation frame that continues nothing ends the connection.",
      source: "RFC 6455 §5.4: a fragmented message begins with an opcode other than 0",
    },
    {
      id: "nested-closed",
      level: "MUST",
      kind: "ends",
      on: "nested",
      how: ["fin", "rst"],
      statement: "A message that begins before the last fragment of another ends the connection.",
      source: "RFC 6455 §5.4: the fragments of one message must not be interleaved with another's",
    },
  ],
} satisfies Scenario;
