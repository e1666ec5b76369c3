import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { post } from "./request.ts";

const unwanted = post(["Content-Length: 8"], "unwanted");

/** Requests that ask for the end of the connection, with others in front of them and behind. */
export const httpClosing = {
  id: "http/closing",
  title: "The request that asks for the end of the connection is the last one that is answered",
  why: "A client that sends Connection: close will not use what comes after that response, and reads until the end. A server that overlooks it keeps the client waiting, and one that goes on serves requests twice when the client repeats them elsewhere.",
  sources: ["RFC 9112 §9.3 and §9.6", "RFC 9110 §7.6.1"],
  roles: ["server"],
  protocols: ["http"],
  claims: ["many-frames"],
  links: "any",
  steps: [
    ...endings("main", [
      post(["Connection: close", "Content-Length: 5"], "alone"),
      post(["connection: Close", "Transfer-Encoding: chunked"], "5\r\nalone\r\n0\r\n\r\n"),
      post(["Connection: keep-alive, close", "Content-Length: 5"], "alone"),
      [post(["Connection: close", "Content-Length: 5"], "first"), unwanted],
      [
        post(["Content-Length: 5"], "first"),
        post(["Content-Length: 4", "Connection: close"], "last"),
        unwanted,
        unwanted,
      ],
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "served",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "The content of that request comes back, and that of those in front of it.",
      source: "RFC 9112 §9.6: a server closes after it sends the final response to the request",
    },
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin", "rst"],
      statement: "Then the server ends the connection.",
      source: "RFC 9112 §9.6: the server must initiate closure of the connection",
    },
  ],
} satisfies Scenario;
