import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { post, request } from "./request.ts";

const chunks = "5\r\nhello\r\n0\r\n\r\n";

/** Codings that do not say where the content ends, and chunks in a version that does not have them. */
export const httpTransferCodings = {
  id: "http/transfer-codings",
  title: "A transfer coding that does not end with chunks ends the connection",
  why: "Only the last coding of a request can say where its content ends, and only chunks do. A server that looks for the word somewhere in the field, or that reads chunks in HTTP/1.0, sees other requests than the proxy in front of it.",
  sources: [
    "RFC 9112 §6.1, §6.3 and §11.2",
    "CWE-444: inconsistent interpretation of HTTP requests",
  ],
  roles: ["server"],
  protocols: ["http"],
  links: "any",
  steps: [
    ...endings(
      "not-last",
      ["chunked, identity", "xchunked", "chunkedx", "identity", "chunked;q=1, gzip"].map((coding) =>
        post([`Transfer-Encoding: ${coding}`], chunks),
      ),
    ),
    ...endings("not-last", [
      post(["Transfer-Encoding: chunked", "Transfer-Encoding: identity"], chunks),
    ]),
    ...endings("old", [
      request(["POST / HTTP/1.0", "Connection: keep-alive", "Transfer-Encoding: chunked"], chunks),
      request(
        [
          "POST / HTTP/1.0",
          "Host: localhost",
          "Connection: keep-alive",
          "Content-Length: 5",
          "Transfer-Encoding: chunked",
        ],
        chunks,
      ),
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "not-last-closed",
      level: "MUST",
      kind: "ends",
      on: "not-last",
      how: ["fin", "rst"],
      statement: "A request whose last coding is not chunked ends the connection.",
      source: "RFC 9112 §6.3: the server must respond with 400 and then close the connection",
    },
    {
      id: "old-closed",
      level: "MUST",
      kind: "ends",
      on: "old",
      how: ["fin", "rst"],
      statement: "A request of HTTP/1.0 with a transfer coding is the last of its connection.",
      source:
        "RFC 9112 §6.1: must treat the message as if the framing is faulty, and close the connection after processing it",
    },
  ],
} satisfies Scenario;
