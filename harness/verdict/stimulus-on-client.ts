import type { History } from "../history/history.ts";
import type { Stimulus } from "../scenario/stimulus.ts";
import type { Evidence } from "./stimulus-evidence.ts";
import { counted, formatMs } from "./text.ts";

export type ClientStimulus = Extract<Stimulus, { kind: "attempts" | "resetSent" }>;

/** What proves a situation of a client that is under test. */
export function evidenceOnClient(history: History, condition: ClientStimulus): Evidence {
  return condition.kind === "attempts"
    ? attemptEvidence(history, condition.atLeast)
    : resetEvidence(history, condition.on);
}

/** In the states behind its FIN, the client's kernel counts no reset. */
function resetEvidence({ events, clients }: History, on: string): Evidence {
  const reset = events.find(({ event, connection }) => event === "rst-sent" && connection === on);
  if (reset === undefined) {
    return { status: "missed", observed: `${on} was not reset` };
  }
  const run = clients.findLast(({ startedAtMs }) => startedAtMs < reset.atMs);
  const isOver =
    run !== undefined && run.outcome.state !== "running" && run.outcome.atMs < reset.atMs;
  return isOver
    ? { status: "missed", observed: "the client had exited before" }
    : { status: "held", observed: `${on} reset at ${formatMs(reset.atMs)}` };
}

/** Connections that a client began, without those that reached the driver. */
function attemptEvidence(history: History, atLeast: number): Evidence {
  const { counters, connections, unacceptedConnections } = history;
  if (counters.server === null) {
    return { status: "hidden", observed: "Tcp.ActiveOpens cannot be seen in this lab" };
  }
  const begun = counters.server["Tcp.ActiveOpens"] ?? 0;
  const elsewhere = Math.max(0, begun - connections.length - unacceptedConnections);
  return {
    status: elsewhere >= atLeast ? "held" : "missed",
    observed: `${counted(elsewhere, "attempt")} that did not reach the driver`,
  };
}
