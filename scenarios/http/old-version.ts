import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endings } from "../endings.ts";
import { request } from "./request.ts";

const line = "POST / HTTP/1.0";
const length = "Content-Length: 5";

/** Clients of HTTP/1.0, which need no host and keep no connection. */
export const httpOldVersion = {
  id: "http/old-version",
  title: "A client of HTTP/1.0 is answered, and then the connection ends",
  why: "Health checks and small devices still speak HTTP/1.0, in which the end of the connection may be the end of the response. A server that keeps the connection makes such a client wait until its patience ends.",
  sources: ["RFC 9112 §9.3", "RFC 9110 §2.5"],
  roles: ["server"],
  protocols: ["http"],
  links: "any",
  steps: [
    ...endings("main", [
      request([line, length], "hello"),
      request([line, "Host: localhost", length], "hello"),
      request([line, "Connection: close", length], "hello"),
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "served",
      level: "SHOULD",
      kind: "echo",
      on: "main",
      statement: "The content comes back, with or without a Host field.",
      source: "RFC 9110 §2.5: minor versions of one major version understand one another",
    },
    {
      id: "closed",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin", "rst"],
      statement: "The server ends the connection behind its response.",
      source: "RFC 9112 §9.3: otherwise, the connection will close after the current response",
    },
  ],
} satisfies Scenario;
