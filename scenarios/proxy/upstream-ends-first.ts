import type { Scenario } from "../../harness/scenario/scenario.ts";
import { playTwice, released } from "./released.ts";

/** The upstream ends its side, and then the client does. */
export const upstreamEndsFirst = {
  id: "proxy/upstream-ends-first",
  title: "The end of the upstream's side reaches the client, whose own end comes later",
  why: "Servers end connections too: after an error, at a limit, at a restart. A proxy that keeps the client's side open lets it wait for nothing, and one that resets it may destroy what the server sent last.",
  sources: ["RFC 9293 §3.6", "RFC 9293 §3.6.1"],
  roles: ["proxy"],
  links: "any",
  steps: playTwice([
    { do: "connect", connection: "main", count: 10 },
    {
      do: "send",
      on: "main",
      content: [{ messages: 20, bytes: 1000 }, { unacceptable: true }],
    },
    { do: "awaitEcho", on: "main" },
    { do: "awaitEnd", on: "main" },
    { do: "close", on: "main" },
  ]),
  stimulus: [],
  checks: [
    {
      id: "answered",
      level: "MUST",
      kind: "echo",
      on: "main",
      statement: "Everything that the upstream sent before its end arrives.",
      source: "RFC 9293 §3.6: all data before a FIN is delivered",
    },
    {
      id: "ended",
      level: "MUST",
      kind: "ends",
      on: "main",
      how: ["fin"],
      statement: "The upstream's end reaches the client as a FIN.",
      source: "RFC 9293 §3.6 case 2: the remote user closes",
    },
    released,
  ],
} satisfies Scenario;
