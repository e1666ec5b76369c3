import type { Scenario } from "../../harness/scenario/scenario.ts";

/** The name server that the machine is set up with never answers. */
export const silentNameServer = {
  id: "outside/silent-name-server",
  title: "Peers are served while the name server is silent",
  why: "A server that looks up the names of its peers, for a log or an access list, waits ten seconds for each when the name server does not answer. On a developer's machine without a network the same lookup fails at once, so tests never show the delay.",
  sources: ["POSIX getnameinfo()", "RFC 1035 §4.2.1"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  start: { nameServer: "silent" },
  steps: [
    { do: "connect", connection: "first" },
    { do: "send", on: "first", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "first" },
    { do: "connect", connection: "others", count: 4 },
    { do: "send", on: "others", content: [{ messages: 1, bytes: 16 }] },
    { do: "awaitEcho", on: "others" },
  ],
  stimulus: [],
  checks: [
    {
      id: "first-served",
      level: "MUST",
      kind: "echo",
      on: "first",
      statement: "A peer is served without an answer from the name server.",
      source: "Protocol contract: every frame is echoed",
    },
    {
      id: "others-served",
      level: "MUST",
      kind: "echo",
      on: "others",
      statement:
        "Several peers at the same time are served without an answer from the name server.",
      source: "Protocol contract: every frame is echoed",
    },
  ],
} as const satisfies Scenario;
