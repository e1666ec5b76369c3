import type { Scenario } from "../../harness/scenario/scenario.ts";
import { endsWell, succeeds } from "./checks.ts";

/** The server accepts late, answers late, and takes its time between two bytes. */
export const clientSlowServer = {
  id: "client/slow-server",
  title: "A client waits as long as its deadline allows",
  why: "A busy server leaves a connection in its backlog, where the kernel acknowledges what the client sends. Its echo may take long in all and still never stand still, so a deadline that counts from the start gives up on a server that is at work.",
  sources: [
    "POSIX listen()",
    "Protocol contract: a client gives up after its deadline without progress",
  ],
  roles: ["client"],
  protocols: ["framed"],
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    { do: "startClient", client: "main" },
    { do: "pause", duration: { deadlines: 0.5, ms: 0 } },
    { do: "accept", connection: "main" },
    { do: "awaitMessage", on: "main" },
    {
      do: "send",
      on: "main",
      content: [{ echo: "whole" }],
      chunks: { cuts: ["half-header", { payload: 2 }], gap: { deadlines: 0.5, ms: 0 } },
    },
    ...endsWell("main"),
  ],
  stimulus: [],
  checks: [...succeeds("main")],
} as const satisfies Scenario;
