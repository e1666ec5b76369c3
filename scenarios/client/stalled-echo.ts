import type { Scenario } from "../../harness/scenario/scenario.ts";
import { fails, givesUp, sendsMessage } from "./checks.ts";

/** The server sends half of its echo, and then nothing more. */
export const clientStalledEcho = {
  id: "client/stalled-echo",
  title: "A client gives up on an echo that stops in the middle",
  why: "Whoever waits for the first byte with a deadline often reads the rest without one: the server has answered, after all. A server that stops in the middle of its answer then hangs the client for ever.",
  sources: ["RFC 9293 §3.8.3", "Protocol contract: a client gives up after its deadline"],
  roles: ["client"],
  protocols: ["framed"],
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    { do: "send", on: "main", content: [{ echo: "whole", upTo: { payload: 3 } }] },
    { do: "awaitExit", deadline: { deadlines: 1.5, ms: 4000 } },
  ],
  stimulus: [],
  checks: [
    ...fails("main", "stalled"),
    givesUp("main", {
      statement: "A client gives up when its deadline has passed within an echo.",
      source: "Protocol contract: a client gives up after its deadline without progress",
    }),
  ],
} as const satisfies Scenario;
