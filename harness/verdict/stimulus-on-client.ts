import type { History } from "../history/history.ts";
import type { Stimulus } from "../scenario/stimulus.ts";
import type { Evidence } from "./stimulus-evidence.ts";
import { counted, formatBytes, formatMs } from "./text.ts";

export type ClientStimulus = Extract<Stimulus, { kind: "attempts" | "resetSent" | "clientServed" }>;

const kinds: ReadonlySet<string> = new Set<ClientStimulus["kind"]>([
  "attempts",
  "resetSent",
  "clientServed",
]);

/** Whether it is about a client program, rather than about what the driver did. */
export function isOfClient(condition: Stimulus): condition is ClientStimulus {
  return kinds.has(condition.kind);
}

/** What proves a situation of a client that is under test, or of one that is played in a pair. */
export function evidenceOnClient(history: History, condition: ClientStimulus): Evidence {
  switch (condition.kind) {
    case "attempts":
      return attemptEvidence(history, condition.atLeast);
    case "resetSent":
      return resetEvidence(history, condition.on);
    case "clientServed":
      return servedEvidence(history);
  }
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

/** A client that prints its own words without asking anybody must not pass for one that was served. */
function servedEvidence({ pairRuns = [], connections, counters }: History): Evidence {
  // The server is behind the proxy, where there is one.
  const server = counters.upstream === undefined ? counters.server : counters.upstream;
  if (server === null) {
    return { status: "hidden", observed: "the counters of the server's kernel cannot be seen" };
  }
  // The driver connects, too.
  const ownConnections = connections.filter(({ connectedAtMs }) => connectedAtMs !== null).length;
  const accepted = (server["Tcp.PassiveOpens"] ?? 0) - ownConnections;
  const payload = sum(pairRuns.flatMap(({ messages }) => messages));
  const [arrived = 0, left = 0] = ["In", "Out"].map((way) =>
    sum([server[`IpExt.${way}Octets`] ?? 0, server[`Ip6.${way}Octets`] ?? 0]),
  );
  const isServed = accepted >= pairRuns.length && Math.min(arrived, left) >= payload;
  return {
    status: pairRuns.length > 0 && isServed ? "held" : "missed",
    observed: `${counted(accepted, "connection")} of the client, ${formatBytes(arrived)} to the server and ${formatBytes(left)} back`,
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
