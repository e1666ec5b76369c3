import type { Content } from "../../harness/scenario/content.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";
import { raw } from "../raw.ts";
import { answers, post } from "./request.ts";

const content = "hello";
const length = `Content-Length: ${content.length}`;
const chunked = "Transfer-Encoding: chunked";
const chunks = "5\r\nhello\r\n0\r\n\r\n";

/** Waits for an answer to the header before it sends what follows it. */
function waiting(on: string, head: Content, behind: string): readonly Step[] {
  return [
    { do: "connect", connection: on },
    { do: "send", on, content: [head] },
    { do: "awaitEcho", on },
    { do: "send", on, content: [raw(behind)] },
    { do: "awaitEcho", on },
    { do: "close", on },
  ];
}

/** A client that sends its content when it is told to, and one that does not wait to be told. */
export const httpExpect = {
  id: "http/expect",
  title: "A client that expects 100 (Continue) is told to go on, and its content comes back",
  why: "A client with much to send first asks whether the server wants it, and curl does so from a megabyte on. A server that waits for the content meanwhile keeps that client waiting for a second, or forever.",
  sources: ["RFC 9110 §10.1.1 and §15.2.1"],
  roles: ["server"],
  protocols: ["http"],
  links: "any",
  steps: [
    ...waiting("waiting", post(["Expect: 100-continue", length]), content),
    ...waiting("waiting", post([chunked, "expect: 100-continue"]), chunks),
    ...waiting("spelled", post(["EXPECT:100-Continue", length]), content),
    ...answers("at-once", [
      post(["Expect: 100-continue", length], content),
      post(["Expect: 100-continue", chunked], chunks),
      post(["Expect: 100-continue", "Content-Length: 0"]),
    ]),
  ],
  stimulus: [],
  checks: [
    {
      id: "waiting-served",
      level: "MUST",
      kind: "echo",
      on: "waiting",
      statement:
        "A 100 or a final response comes before the content was sent, and then the content comes back.",
      source: "RFC 9110 §10.1.1: the server must not wait for the content before sending the 100",
    },
    {
      id: "spelled-served",
      level: "MUST",
      kind: "echo",
      on: "spelled",
      statement: "It does so however the expectation is spelled.",
      source: "RFC 9110 §10.1.1: the Expect field value is case-insensitive",
    },
    {
      id: "at-once-served",
      level: "MUST",
      kind: "echo",
      on: "at-once",
      statement: "Content that did not wait for the 100 comes back.",
      source: "RFC 9110 §10.1.1: a client need not wait before sending the content",
    },
  ],
} satisfies Scenario;
