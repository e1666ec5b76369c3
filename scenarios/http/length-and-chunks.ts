import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { post } from "./request.ts";

const chunks = "5\r\nhello\r\n0\r\n\r\n";
const next = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 8\r\n\r\nsmuggled";

/** Each has another end by its length than by its chunks, and a request is hidden in between. */
export const httpLengthAndChunks = {
  id: "http/length-and-chunks",
  title: "A request with both a length and chunks is the last of its connection",
  why: "If a proxy goes by the length and the server behind it by the chunks, what one takes for content is a request for the other, and it is answered to the next client. A server may refuse such a request, or go by the chunks, but not keep the connection in either case.",
  sources: [
    "RFC 9112 §6.1, §6.3 and §11.2",
    "CWE-444: inconsistent interpretation of HTTP requests",
  ],
  roles: ["server"],
  protocols: ["http"],
  links: "any",
  steps: [
    ...endings("both", [
      post(["Content-Length: 4", "Transfer-Encoding: chunked"], chunks),
      post(["Transfer-Encoding: chunked", "Content-Length: 4"], chunks),
      post(["Content-Length: 4", "Transfer-Encoding: chunked"], chunks + next),
      post(["transfer-encoding: Chunked", "content-length: 0"], chunks + next),
      post(
        [`Content-Length: ${chunks.length + next.length}`, "Transfer-Encoding: chunked"],
        chunks + next,
      ),
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "both",
      how: ["fin", "rst"],
      statement: "The connection ends, whether or not the request was refused.",
      source:
        "RFC 9112 §6.1: regardless, the server must close the connection after responding to such a request",
    },
    {
      id: "by-chunks",
      level: "MUST",
      kind: "echo",
      on: "both",
      statement: "If it is answered, then with the content of its chunks.",
      source: "RFC 9112 §6.3: the Transfer-Encoding overrides the Content-Length",
    },
  ],
} satisfies Scenario;
