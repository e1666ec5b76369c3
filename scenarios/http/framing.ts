import type { Scenario } from "../../harness/scenario/scenario.ts";
import { raw } from "../raw.ts";
import { post } from "./request.ts";

const chunked = ["Transfer-Encoding: chunked"];

/** Content in chunks, and header fields as they may also be written. */
export const httpFraming = {
  id: "http/framing",
  title: "Content comes back however a client frames it",
  why: "A client that does not know the length of what it sends uses chunks, and names of header fields have no letter case. A server that looks for one spelling of Content-Length takes the content for the next request.",
  sources: ["RFC 9112 §2.2, §6 and §7.1", "RFC 9110 §5.1"],
  roles: ["server"],
  protocols: ["http"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    { do: "connect", connection: "chunked" },
    {
      do: "send",
      on: "chunked",
      content: [
        post(chunked, "5\r\nhello\r\n1;name=value\r\n!\r\n0\r\n\r\n"),
        post(chunked, "0\r\n\r\n"),
        post(
          ["transfer-encoding:\tChunked "],
          "A\r\n\r\n0\r\n\r\n5\r\n\r\n0\r\nTrailer: field\r\n\r\n",
        ),
        { messages: 1, bytes: 100 },
      ],
    },
    { do: "awaitEcho", on: "chunked" },
    { do: "connect", connection: "apart" },
    {
      do: "send",
      on: "apart",
      content: [post(chunked, "5\r\nhello\r\n0\r\n\r\n")],
      chunks: { bytes: 9, gap: { ms: 10 } },
    },
    { do: "awaitEcho", on: "apart" },
    { do: "inspect", on: "apart" },
    { do: "connect", connection: "fields" },
    {
      do: "send",
      on: "fields",
      content: [
        post(["content-length: 5"], "lower"),
        post(["CONTENT-LENGTH:5"], "UPPER"),
        post(["X-Content-Length: 99", "Content-Length: \t 6 ", "Accept: */*"], "blanks"),
        { messages: 1, bytes: 100 },
      ],
    },
    { do: "awaitEcho", on: "fields" },
    { do: "connect", connection: "empty-line" },
    { do: "send", on: "empty-line", content: [raw("\r\n"), post(["Content-Length: 5"], "hello")] },
    { do: "awaitEcho", on: "empty-line" },
  ],
  stimulus: [
    {
      kind: "segments",
      on: "apart",
      atLeast: 6,
      because: "pieces of the header and of the chunks left as separate segments",
    },
  ],
  checks: [
    {
      id: "chunked-echoed",
      level: "MUST",
      kind: "echo",
      on: "chunked",
      statement: "Content in chunks comes back, and so does what follows it.",
      source: "RFC 9112 §7.1: a recipient must be able to parse the chunked transfer coding",
    },
    {
      id: "apart-echoed",
      level: "MUST",
      kind: "echo",
      on: "apart",
      statement: "Chunks that segments cut anywhere come back whole.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
    {
      id: "fields-echoed",
      level: "MUST",
      kind: "echo",
      on: "fields",
      statement: "The length is found whatever its letter case and the blanks around it.",
      source: "RFC 9110 §5.1: field names are case-insensitive",
    },
    {
      id: "empty-line-ignored",
      level: "SHOULD",
      kind: "echo",
      on: "empty-line",
      statement: "An empty line in front of a request is ignored.",
      source:
        "RFC 9112 §2.2: a server should ignore at least one empty line received prior to the request-line",
    },
  ],
} satisfies Scenario;
