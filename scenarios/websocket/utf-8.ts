import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { first, frame } from "./frame.ts";

/** Greek, an emoji, the last of all code points, a noncharacter, and a byte order mark. */
const valid = "κόσμε 🦊 \u{10ffff} \u{ffff} \u{feff}";
const validBytes = [...Buffer.from(valid)];

/** The bytes of each are invalid on their own: RFC 3629 §3 and §4. */
const invalid = {
  loneContinuation: [0x80],
  neverUsed: [0xff],
  overlongSlash: [0xc0, 0xaf],
  overlongNul: [0xf0, 0x80, 0x80, 0x80],
  surrogate: [0xed, 0xa0, 0x80],
  aboveUnicode: [0xf4, 0x90, 0x80, 0x80],
  cutOff: [0xce, 0xba, 0xe1, 0xbd],
} as const;

/** Text that is UTF-8, and text that is not. */
export const utf8 = {
  id: "websocket/utf-8",
  title: "Text that is not UTF-8 ends the connection, and other text comes back",
  why: "A text message is UTF-8 by definition, and a character may be split between two fragments. A server that replaces what it cannot decode changes its peer's messages, and one that checks each fragment alone refuses good ones.",
  sources: ["RFC 6455 §5.6 and §8.1", "RFC 3629", "Autobahn Testsuite, cases 6.1 to 6.23"],
  roles: ["server"],
  protocols: ["websocket"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "valid" },
    { do: "send", on: "valid", content: [frame(first.text, valid), frame(first.text)] },
    { do: "awaitEcho", on: "valid" },
    { do: "connect", connection: "split" },
    {
      do: "send",
      on: "split",
      content: [
        frame(first.textFragment),
        ...validBytes.map((byte) => frame(first.fragment, [byte])),
        frame(first.lastFragment),
      ],
    },
    { do: "awaitEcho", on: "split" },
    ...endings(
      "invalid",
      Object.values(invalid).map((bytes) => [frame(first.text, bytes)]),
    ),
    ...endings("invalid-split", [
      [
        frame(first.textFragment, [0xce, 0xba, 0xf4]),
        frame(first.lastFragment, [0x90, 0x80, 0x80]),
      ],
      [frame(first.textFragment, [0xce]), frame(first.fragment), frame(first.lastFragment, [0x61])],
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "valid-echoed",
      level: "MUST",
      kind: "echo",
      on: "valid",
      statement: "Text of one to four bytes a character comes back unchanged.",
      source: "RFC 6455 §5.6: the payload data is text data encoded as UTF-8",
    },
    {
      id: "split-echoed",
      level: "MUST",
      kind: "echo",
      on: "split",
      statement: "Characters that are split between fragments come back unchanged.",
      source: "RFC 6455 §5.6: a particular text frame might include a partial UTF-8 sequence",
    },
    {
      id: "invalid-closed",
      level: "MUST",
      kind: "ends",
      on: "invalid",
      how: ["fin", "rst"],
      statement: "A text message that is not UTF-8 ends the connection.",
      source: "RFC 6455 §8.1: an endpoint must fail the connection",
    },
    {
      id: "invalid-split-closed",
      level: "MUST",
      kind: "ends",
      on: "invalid-split",
      how: ["fin", "rst"],
      statement: "Fragments of text that are not UTF-8 when joined end the connection.",
      source: "RFC 6455 §8.1: an endpoint must fail the connection",
    },
  ],
} satisfies Scenario;
