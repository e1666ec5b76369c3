import type { Scenario } from "../../harness/scenario/scenario.ts";
import { fails, givesUp, sendsMessage } from "./checks.ts";

/** The server takes the message, and never says anything. */
export const clientSilence = {
  id: "client/silence",
  title: "A client gives up on a server that never answers",
  why: "TCP itself never gives up on a peer that acknowledges and says nothing: a blocking read waits for days. Without a deadline one stuck server hangs every job that asks it.",
  sources: ["RFC 9293 §3.8.3", "Protocol contract: a client gives up after its deadline"],
  roles: ["client"],
  protocols: ["framed"],
  start: { message: { text: "hello" } },
  steps: [
    { do: "listen" },
    ...sendsMessage("main"),
    { do: "awaitExit", deadline: { deadlines: 1.5, ms: 4000 } },
  ],
  stimulus: [],
  checks: [
    ...fails("main", "silence"),
    givesUp("main", {
      statement: "A client gives up when its deadline has passed without progress.",
      source: "Protocol contract: a client gives up after its deadline",
    }),
  ],
} as const satisfies Scenario;
