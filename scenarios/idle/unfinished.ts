import type { Scenario } from "../../harness/scenario/scenario.ts";

/** A peer that says nothing, one that has sent half a header, and one that has sent half a payload. */
export const unfinished = {
  id: "idle/unfinished",
  title: "An incomplete message costs no CPU time",
  why: "Half a message is the ordinary state of a connection, and the server has nothing to do until the rest arrives. A server that polls, or asks again and again whether enough has arrived, keeps a CPU busy for a peer that has gone to lunch.",
  sources: ["Protocol contract: a connection costs nothing while nothing happens on it"],
  roles: ["server"],
  claims: ["concurrent-connections"],
  steps: [
    { do: "connect", connection: "silent" },
    { do: "pause", duration: { ms: 100 }, serverWaits: true },
    { do: "connect", connection: "header" },
    { do: "send", on: "header", content: [{ unfinished: 10, upTo: 2 }] },
    { do: "pause", duration: { ms: 100 }, serverWaits: true },
    { do: "connect", connection: "payload" },
    { do: "send", on: "payload", content: [{ unfinished: 100, upTo: { payload: 46 } }] },
    { do: "pause", duration: { ms: 100 }, serverWaits: true },
    { do: "send", on: "header", content: [{ finishes: 10, from: 2 }] },
    { do: "awaitEcho", on: "header" },
  ],
  stimulus: [],
  checks: [
    {
      id: "echoed",
      level: "MUST",
      kind: "echo",
      on: "header",
      statement: "A message whose header was interrupted comes back once it is complete.",
      source: "RFC 9293 §3.7: segments and read buffers are not correlated",
    },
  ],
} as const satisfies Scenario;
