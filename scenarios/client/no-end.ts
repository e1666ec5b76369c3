import type { Scenario } from "../../harness/scenario/scenario.ts";
import { givesUp, sendsMessage } from "./checks.ts";

/** The whole echo comes, and the server never ends its side. */
export const clientNoEnd = {
  id: "client/no-end",
  title: "A client does not wait for ever for its server to end the connection",
  why: "A server that leaks connections answers well and never closes. A client whose deadline ends with the answer has what it wanted, and hangs all the same.",
  sources: ["RFC 9293 §3.6: FIN-WAIT-2", "Protocol contract: a client gives up after its deadline"],
  roles: ["client"],
  protocols: ["framed"],
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    { do: "send", on: "main", content: [{ echo: "whole" }] },
    { do: "awaitExit", deadline: { deadlines: 1.5, ms: 4000 } },
  ],
  stimulus: [],
  checks: [
    givesUp("main", {
      statement: "A client gives up when its deadline has passed without the end of file.",
      source: "Protocol contract: a client gives up after its deadline without progress",
    }),
    {
      id: "missing-end-reported",
      level: "SHOULD",
      kind: "exitStatus",
      client: "main",
      status: "failure",
      statement: "A client that waits for the end of file and does not get it reports that.",
      source: "Protocol contract: a client waits for the server's end of file",
    },
  ],
} as const satisfies Scenario;
