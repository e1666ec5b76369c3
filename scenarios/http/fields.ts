import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { answers, post, request } from "./request.ts";

const last = "Connection: close";

/**
 * Header fields that servers read in more than one way. Those that may be read at all ask for the end of the
 * connection, so that a server which waits for content that nobody announced is seen to.
 */
export const httpFields = {
  id: "http/fields",
  title: "Header fields that could be read in two ways are refused, or read in the one way allowed",
  why: "A blank in front of a colon, a line that continues another, or a carriage return alone makes a field that one server sees and the next one does not. Requests have been smuggled with each of them.",
  sources: [
    "RFC 9112 §2.2, §5.1 and §5.2",
    "CWE-444: inconsistent interpretation of HTTP requests",
  ],
  roles: ["server"],
  protocols: ["http"],
  links: "any",
  steps: [
    ...answers("spaced", [
      post(["X-Field : value", "Content-Length: 0"]),
      post(["Transfer-Encoding : chunked"]),
      post(["Content-Length\t: 4"]),
    ]),
    ...endings("folded", [
      post([last, "Content-Length:\r\n 5"], "hello"),
      post([last, "X-Field: value\r\n Content-Length: 5"]),
      post([last, "X-Field: value\r\n\tTransfer-Encoding: chunked"]),
    ]),
    ...endings("bare-cr", [
      post([last, "X-Field: value\rContent-Length: 5"]),
      post([last, "X-Field: value\rTransfer-Encoding: chunked"]),
    ]),
    ...endings("indented", [
      request(["POST / HTTP/1.1", " Content-Length: 5", "Host: localhost", last]),
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "spaced-refused",
      level: "MUST",
      kind: "echo",
      on: "spaced",
      statement: "A blank between a field's name and its colon is answered with 400.",
      source: "RFC 9112 §5.1: a server must reject it, with a response status code of 400",
    },
    {
      id: "folded-settled",
      level: "MUST",
      kind: "ends",
      on: "folded",
      how: ["fin", "rst"],
      statement: "A line that begins with a blank is no field of its own.",
      source: "RFC 9112 §5.2: a server must reject obs-fold with 400, or replace it with blanks",
    },
    {
      id: "folded-whole",
      level: "MUST",
      kind: "echo",
      on: "folded",
      statement: "If the request is answered, then by the whole value of its folded length.",
      source: "RFC 9112 §5.2: a server must reject obs-fold with 400, or replace it with blanks",
    },
    {
      id: "bare-cr-settled",
      level: "MUST",
      kind: "ends",
      on: "bare-cr",
      how: ["fin", "rst"],
      statement: "A CR alone does not end a field.",
      source:
        "RFC 9112 §2.2: must consider a bare CR to be invalid, or replace it with a blank before processing",
    },
    {
      id: "indented-settled",
      level: "MUST",
      kind: "ends",
      on: "indented",
      how: ["fin", "rst"],
      statement: "A line that begins with a blank behind the request line is not processed.",
      source:
        "RFC 9112 §2.2: must reject the message, or consume such a line without processing it",
    },
  ],
} satisfies Scenario;
