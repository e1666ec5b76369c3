import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { raw } from "../raw.ts";

/** Lengths and counts that are no numbers, elements that are no bulk strings, and far too many of them. */
export const respBadLengths = {
  id: "resp/bad-lengths",
  title: "A length or a count that is no number ends the connection",
  why: "Where the command ends is not known any more, and what follows may be data that a stranger chose. A server that guesses takes that for commands; one that only complains reads them too.",
  sources: [
    "Redis serialization protocol specification, Arrays and Bulk strings",
    "redis, tests/unit/protocol.tcl",
    "CWE-1284: improper validation of specified quantity in input",
  ],
  roles: ["server"],
  protocols: ["resp"],
  links: "any",
  steps: [
    ...endings(
      "length",
      ["blabla", "4x", "0x4", "4.0", "--4"].map((length) =>
        raw(`*2\r\n$4\r\nECHO\r\n$${length}\r\nabcd\r\n`),
      ),
    ),
    ...endings(
      "count",
      ["blabla", "2x", "0x2", "2.0"].map((count) =>
        raw(`*${count}\r\n$4\r\nECHO\r\n$4\r\nabcd\r\n`),
      ),
    ),
    ...endings("element", [
      raw("*1\r\nfoo\r\n"),
      raw("*3\r\n$4\r\nECHO\r\n$4\r\nabcd\r\nfooz\r\n"),
    ]),
    ...endings("too-many", [raw("*3000000000\r\n"), raw("*9223372036854775807\r\n")]),
  ],
  stimulus: [],
  checks: [
    {
      id: "length-closed",
      level: "SHOULD",
      kind: "ends",
      on: "length",
      how: ["fin", "rst"],
      statement: "A length of a bulk string that is not made of digits ends the connection.",
      source: "RESP, Bulk strings: the string's length is an unsigned, base-10 value",
    },
    {
      id: "count-closed",
      level: "SHOULD",
      kind: "ends",
      on: "count",
      how: ["fin", "rst"],
      statement: "A number of elements that is not made of digits ends the connection.",
      source: "RESP, Arrays: the number of elements is an unsigned, base-10 value",
    },
    {
      id: "element-closed",
      level: "SHOULD",
      kind: "ends",
      on: "element",
      how: ["fin", "rst"],
      statement: "An element that begins like no value at all ends the connection.",
      source: "RESP, Sending commands: an array that consists of bulk strings only",
    },
    {
      id: "too-many-closed",
      level: "SHOULD",
      kind: "ends",
      on: "too-many",
      how: ["fin", "rst"],
      statement: "A number of elements that nobody can send ends the connection.",
      source: "CWE-1284: improper validation of specified quantity in input",
    },
  ],
} satisfies Scenario;
