import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { post } from "./request.ts";

const conflicting = [
  ["Content-Length: 3", "Content-Length: 4"],
  ["Content-Length: 4", "Content-Length: 3"],
  ["Content-Length: 4", "content-length: 3"],
  ["Content-Length: 3, 4"],
  ["Content-Length: 4,3"],
  ["Content-Length: 4", "Content-Length: four"],
];

const invalid = ["-1", "+4", "0x4", "4.0", "4 4", "four", "4abc", "4;", "1e1", "4_0", "\xb2"];

/** As many more than 2^64 as 2^128, for integers of 64 bits and of 128. */
const tooLarge = ["18446744073709551620", "340282366920938463463374607431768211460"];

/** Lengths that contradict one another, are no numbers, or are too large for any. */
export const httpBadLengths = {
  id: "http/bad-lengths",
  title: "A request with a length that is not one number ends the connection",
  why: "Two servers in a row that read two lengths differently see different requests in the same bytes, which lets one client put a request into the mouth of another. So a server may not choose, and may not go on.",
  sources: [
    "RFC 9112 §6.3 and §11.2",
    "RFC 9110 §8.6",
    "CWE-444: inconsistent interpretation of HTTP requests",
  ],
  roles: ["server"],
  protocols: ["http"],
  links: "any",
  steps: [
    ...endings(
      "conflicting",
      conflicting.map((fields) => post(fields, "abcd")),
    ),
    ...endings(
      "invalid",
      invalid.map((length) => post([`Content-Length: ${length}`], "abcd")),
    ),
    ...endings(
      "overflow",
      tooLarge.map((length) => post([`Content-Length: ${length}`], "abcd")),
    ),
  ],
  stimulus: [],
  checks: [
    {
      id: "conflicting-closed",
      level: "MUST",
      kind: "ends",
      on: "conflicting",
      how: ["fin", "rst"],
      statement: "Two different lengths end the connection.",
      source: "RFC 9112 §6.3: the server must respond with 400 and then close the connection",
    },
    {
      id: "invalid-closed",
      level: "MUST",
      kind: "ends",
      on: "invalid",
      how: ["fin", "rst"],
      statement: "A length that is not made of digits alone ends the connection.",
      source: "RFC 9112 §6.3: the server must respond with 400 and then close the connection",
    },
    {
      id: "overflow-closed",
      level: "SHOULD",
      kind: "ends",
      on: "overflow",
      how: ["fin", "rst"],
      statement: "A length that no integer can hold is neither cut to one nor waited for.",
      source:
        "RFC 9110 §8.6: a recipient must anticipate large numerals and prevent errors due to overflows",
    },
  ],
} satisfies Scenario;
