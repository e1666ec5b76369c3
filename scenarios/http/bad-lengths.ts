import type { Content } from "../../harness/scenario/content.ts";
import type { Scenario } from "../../harness/scenario/scenario.ts";
import type { Step } from "../../harness/scenario/step.ts";
import { post } from "./request.ts";

function refusals(connection: string, contents: readonly Content[]): readonly Step[] {
  return contents.flatMap((content): readonly Step[] => [
    { do: "connect", connection },
    { do: "send", on: connection, content: [content] },
    { do: "awaitEnd", on: connection },
    { do: "close", on: connection },
  ]);
}

/** Lengths that contradict one another, or are no numbers. */
export const httpBadLengths = {
  id: "http/bad-lengths",
  title: "A request with a length that is not one number ends the connection",
  why: "Two servers in a row that read two lengths differently see different requests in the same bytes, which lets one client put a request into the mouth of another. So a server may not choose, and may not go on.",
  sources: ["RFC 9112 §6.3 and §11.2", "CWE-444: inconsistent interpretation of HTTP requests"],
  roles: ["server"],
  protocols: ["http"],
  links: "any",
  steps: [
    ...refusals("conflicting", [
      post(["Content-Length: 3", "Content-Length: 4"], "abcd"),
      post(["Content-Length: 4", "Content-Length: 3"], "abcd"),
      post(["Content-Length: 3, 4"], "abcd"),
    ]),
    ...refusals(
      "invalid",
      ["-1", "+4", "0x4", "4.0", "4 4", "four"].map((length) =>
        post([`Content-Length: ${length}`], "abcd"),
      ),
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
  ],
} satisfies Scenario;
