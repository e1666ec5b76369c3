import type { Scenario } from "../../harness/scenario/scenario.ts";
import { answers, post, request } from "./request.ts";

const empty = "Content-Length: 0";

/** No host, two hosts, and hosts that are none. */
export const httpHost = {
  id: "http/host",
  title: "A request without exactly one valid Host field is answered with 400",
  why: "The host decides for whom a request is, and caches and proxies decide by it too. Two of them, or one that each reads differently, give one site's answers to the visitors of another.",
  sources: ["RFC 9112 §3.2", "RFC 9110 §7.2"],
  roles: ["server"],
  protocols: ["http"],
  links: "any",
  steps: [
    ...answers("missing", [request(["POST / HTTP/1.1", empty])]),
    ...answers("repeated", [post(["Host: elsewhere", empty]), post([empty, "host: localhost"])]),
    ...answers(
      "invalid",
      ["local host", "localhost/path"].map((host) =>
        request(["POST / HTTP/1.1", `Host: ${host}`, empty]),
      ),
    ),
  ],
  stimulus: [],
  checks: [
    {
      id: "missing-refused",
      level: "MUST",
      kind: "echo",
      on: "missing",
      statement: "A request of HTTP/1.1 without a Host field is answered with 400.",
      source: "RFC 9112 §3.2: a server must respond with a 400 status code",
    },
    {
      id: "repeated-refused",
      level: "MUST",
      kind: "echo",
      on: "repeated",
      statement: "A request with two Host fields is answered with 400, even if they are alike.",
      source: "RFC 9112 §3.2: a server must respond with a 400 status code",
    },
    {
      id: "invalid-refused",
      level: "MUST",
      kind: "echo",
      on: "invalid",
      statement: "A request whose Host is no host with an optional port is answered with 400.",
      source: "RFC 9112 §3.2: a server must respond with a 400 status code",
    },
  ],
} satisfies Scenario;
