import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { post } from "./request.ts";

const chunked = ["Transfer-Encoding: chunked"];
const end = "0\r\n\r\n";

const notHexadecimal = ["-5", "+5", "0x5", "5g", "five", "", "5_0"];

/** 2^64 + 5, 2^128 + 5: five for whoever keeps the last bits only. */
const tooLarge = ["10000000000000005", "100000000000000000000000000000005"];

/** Chunks that are none, and what a lenient server may take for some. */
export const httpBadChunks = {
  id: "http/bad-chunks",
  title: "Chunks that are not as the grammar has them end the connection",
  why: "Where a chunk ends, the next request may begin, so a size that two servers read differently hides a request from one of them. Functions of standard libraries accept signs, prefixes and underscores in numbers, and so do servers that use them.",
  sources: ["RFC 9112 §2.2 and §7.1", "CWE-444: inconsistent interpretation of HTTP requests"],
  roles: ["server"],
  protocols: ["http"],
  links: "any",
  steps: [
    ...endings(
      "size",
      notHexadecimal.map((size) => post(chunked, `${size}\r\nhello\r\n${end}`)),
    ),
    ...endings(
      "overflow",
      tooLarge.map((size) => post(chunked, `${size}\r\nhello\r\n${end}`)),
    ),
    ...endings("line-end", [
      post(chunked, `5\nhello\r\n${end}`),
      // A line whose extension is empty, or one whose extension has a line end in it.
      post(chunked, `2;\nxx\r\n${end}`),
      post(chunked, `5\rhello\r\n${end}`),
      post(chunked, `5\r\nhello\n${end}`),
    ]),
    ...endings("data-end", [
      post(chunked, `5\r\nhelloab${end}`),
      post(chunked, `3\r\nhello\r\n${end}`),
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "size-closed",
      level: "SHOULD",
      kind: "ends",
      on: "size",
      how: ["fin", "rst"],
      statement: "A size that is not made of hexadecimal digits alone ends the connection.",
      source:
        "RFC 9112 §2.2: to what does not match the grammar, a server should respond with 400 and close the connection",
    },
    {
      id: "overflow-closed",
      level: "SHOULD",
      kind: "ends",
      on: "overflow",
      how: ["fin", "rst"],
      statement: "A size that no integer can hold is neither cut to one nor waited for.",
      source:
        "RFC 9112 §7.1: must anticipate large hexadecimal numerals and prevent errors due to overflows",
    },
    {
      id: "line-end-closed",
      level: "SHOULD",
      kind: "ends",
      on: "line-end",
      how: ["fin", "rst"],
      statement: "Neither an LF nor a CR alone ends the line of a chunk.",
      source:
        "RFC 9112 §2.2: to what does not match the grammar, a server should respond with 400 and close the connection",
    },
    {
      id: "data-end-closed",
      level: "SHOULD",
      kind: "ends",
      on: "data-end",
      how: ["fin", "rst"],
      statement: "Data that go on where their chunk ends, end the connection.",
      source:
        "RFC 9112 §2.2: to what does not match the grammar, a server should respond with 400 and close the connection",
    },
  ],
} satisfies Scenario;
