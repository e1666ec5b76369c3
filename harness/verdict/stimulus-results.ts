import type { ConnectionHistory, CounterDeltas, History } from "../history/history.ts";
import { protocolNamed } from "../protocol/protocols.ts";
import { byteCount } from "../scenario/amount.ts";
import type { Stimulus } from "../scenario/stimulus.ts";
import { type Evidence, evidenceOnConnections } from "./stimulus-evidence.ts";
import { type ClientStimulus, evidenceOnClient, isOfClient } from "./stimulus-on-client.ts";
import { evidenceOnUnix } from "./stimulus-on-unix.ts";
import { formatBytes } from "./text.ts";
import type { StimulusResult } from "./verdict.ts";

export function stimulusResult(history: History, condition: Stimulus): StimulusResult {
  const { kind, because } = condition;
  const { status, observed } = evidenceFor(history, condition);
  const { preventable } = condition;
  return status === "missed" && preventable !== undefined
    ? { kind, because, status: "prevented", observed: `${observed}; ${preventable}` }
    : { kind, because, status, observed };
}

function evidenceFor(history: History, condition: Stimulus): Evidence {
  if (isOfClient(condition)) {
    return evidenceOnClient(history, condition);
  }
  return (
    (history.unixSocket === undefined ? null : evidenceOnUnix(history, condition)) ??
    evidenceOnIp(history, condition)
  );
}

function evidenceOnIp(
  history: History,
  condition: Exclude<Stimulus, { kind: ClientStimulus["kind"] }>,
): Evidence {
  switch (condition.kind) {
    case "segments":
      return evidenceOnConnections(history, condition.on, (connection) =>
        segmentEvidence(history, connection, condition),
      );
    case "delivered":
      return evidenceOnConnections(history, condition.on, (connection) =>
        deliveryEvidence(connection, byteCount(condition.atLeast, history.context)),
      );
    case "owed":
      return evidenceOnConnections(history, condition.on, (connection) =>
        owedEvidence(connection, byteCount(condition.atLeast, history.context)),
      );
    case "dropped":
      return droppedEvidence(history, condition.atLeast);
    case "urgent":
      return evidenceOnConnections(history, condition.on, ({ name }) =>
        urgentEvidence(history, name),
      );
    case "sockets":
      return sampleEvidence(
        history.samples.findLast((sample) => sample.label === condition.at)?.sockets,
        (sockets) => sockets[condition.state] ?? 0,
        condition.atLeast,
        `sockets in ${condition.state}`,
      );
    case "descriptors":
      return sampleEvidence(
        history.samples.findLast((sample) => sample.label === condition.at)?.implementation,
        (sample) => sample.descriptors,
        condition.atLeast,
        "descriptors",
      );
    case "requests":
      return requestEvidence(history, condition);
    case "backlogFull":
    case "stalePath":
    case "descriptorsSent":
    case "socketTypeTried":
      return { status: "hidden", observed: "the server has no Unix-domain socket" };
    default:
      return counted(history, condition);
  }
}

/** What kernels count. */
function counted(
  history: History,
  condition: Extract<
    Stimulus,
    { kind: "zeroWindow" | "unreachable" | "fragments" | "resets" | "resetsByUpstream" }
  >,
): Evidence {
  const { counters } = history;
  switch (condition.kind) {
    case "zeroWindow":
      return counterEvidence(
        counters[condition.host] ?? null,
        ["TcpExt.TCPToZeroWindowAdv"],
        1,
        `zero windows advertised by ${hostName(history, condition.host)}`,
      );
    case "unreachable":
      return counterEvidence(
        counters.client,
        ["Icmp.OutDestUnreachs", "Icmp6.OutDestUnreachs"],
        condition.atLeast,
        "replies that the client's host called unreachable",
      );
    case "fragments":
      return counterEvidence(
        counters[condition.host],
        ["Ip.FragCreates", "Ip6.FragCreates"],
        condition.atLeast,
        `fragments that the ${condition.host} made`,
      );
    case "resetsByUpstream":
      return counterEvidence(
        counters.upstream ?? null,
        ["Tcp.OutRsts"],
        condition.atLeast,
        "resets that the upstream's kernel sent",
      );
    case "resets":
      return counterEvidence(
        counters.server,
        ["Tcp.EstabResets"],
        condition.atLeast,
        "connections that the server's kernel saw reset",
      );
  }
}

/** Where a client is under test, the driver has the host of other clients, and the client that of servers. */
function hostName({ context }: History, host: "client" | "server" | "upstream"): string {
  if (context.message === undefined || host === "upstream") {
    return `the ${host}`;
  }
  return host === "client" ? "the driver's host" : "the client's host";
}

function droppedEvidence({ linkFaults }: History, atLeast: number): Evidence {
  const dropped = linkFaults.reduce((sum, linkFault) => sum + linkFault.droppedSegments, 0);
  return {
    status: dropped >= atLeast ? "held" : "missed",
    observed: `${dropped} segments lost on the link`,
  };
}

function segmentEvidence(
  history: History,
  connection: ConnectionHistory,
  condition: Extract<Stimulus, { kind: "segments" }>,
): Evidence {
  const all =
    connection.inspections.at(-1)?.dataSegmentsOut ?? segmentsBeforeReset(history, connection);
  if (all === undefined) {
    return noTcpInfo(connection);
  }
  const sent = all - openingSegments(history, connection);
  const enough = sent >= (condition.atLeast ?? 0);
  const notTooMany = sent <= (condition.atMost ?? Number.POSITIVE_INFINITY);
  return {
    status: enough && notTooMany ? "held" : "missed",
    observed: `${sent} data segments on ${connection.name}`,
  };
}

/**
 * A connection that the client has reset before anybody looked has no TCP_INFO any more, and no FIN of the
 * driver has left. What has left is counted by the driver's host, which sends to nobody else.
 */
function segmentsBeforeReset(
  { connections, counters: { client } }: History,
  { name }: ConnectionHistory,
): number | undefined {
  const accepted = connections.filter((each) => each.accepted === true);
  const isAlone = accepted.length === 1 && accepted[0]?.name === name;
  const isReset = (client?.["Tcp.EstabResets"] ?? 0) > 0;
  return isAlone && isReset ? (client?.["TcpExt.TCPOrigDataSent"] ?? 0) : undefined;
}

/** The driver's own opening is a segment for each of its rounds, before what the scenario sends. */
function openingSegments({ protocol }: History, { sent: [first] }: ConnectionHistory): number {
  const isOpening = first?.content.some((content) => "opening" in content) === true;
  return isOpening ? protocolNamed(protocol).opening.length : 0;
}

function deliveryEvidence(connection: ConnectionHistory, atLeast: number): Evidence {
  const acked = connection.inspections.at(-1)?.bytesAcked;
  if (acked === undefined) {
    return noTcpInfo(connection);
  }
  return {
    status: acked >= atLeast ? "held" : "missed",
    observed: `${formatBytes(acked)} acknowledged on ${connection.name}`,
  };
}

function noTcpInfo(connection: ConnectionHistory): Evidence {
  return { status: "hidden", observed: `no TCP_INFO of ${connection.name}` };
}

function owedEvidence(connection: ConnectionHistory, atLeast: number): Evidence {
  const owed = connection.owedAtShutdownBytes;
  return owed === null
    ? { status: "missed", observed: `${connection.name} never shut down writing` }
    : {
        status: owed >= atLeast ? "held" : "missed",
        observed: `${formatBytes(owed)} owed when ${connection.name} shut down writing`,
      };
}

/** A port that this machine does not grant says nothing of the implementation. */
function requestEvidence(
  { datagramSockets }: History,
  { on, atLeast }: Extract<Stimulus, { kind: "requests" }>,
): Evidence {
  const sockets = datagramSockets.filter(({ group }) => group === on);
  const copies = sockets.flatMap(({ sent }) => sent.flatMap((part) => part.copies));
  const sent = copies.reduce((sum, times) => sum + times, 0);
  const refused = sockets.find(({ openError }) => openError === "EACCES");
  return refused === undefined
    ? { status: sent >= atLeast ? "held" : "missed", observed: `${sent} datagrams sent on ${on}` }
    : { status: "hidden", observed: `${refused.name} may not have its port: EACCES` };
}

function urgentEvidence(history: History, connection: string): Evidence {
  const sent = history.events.some(
    (event) => event.event === "urgent-sent" && event.connection === connection,
  );
  return sent
    ? { status: "held", observed: `one urgent byte sent on ${connection}` }
    : { status: "hidden", observed: "this host has no Perl, which sends it" };
}

function sampleEvidence<T>(
  sample: T | null | undefined,
  count: (sample: T) => number,
  atLeast: number,
  meaning: string,
): Evidence {
  if (sample === null) {
    return { status: "hidden", observed: "this lab does not see the implementation" };
  }
  if (sample === undefined) {
    return { status: "missed", observed: "the sample was not taken" };
  }
  const counted = count(sample);
  return { status: counted >= atLeast ? "held" : "missed", observed: `${counted} ${meaning}` };
}

function counterEvidence(
  counters: CounterDeltas | null,
  names: readonly string[],
  atLeast: number,
  meaning: string,
): Evidence {
  if (counters === null) {
    return { status: "hidden", observed: `${names.join(" and ")} cannot be seen in this lab` };
  }
  const counted = names.reduce((sum, name) => sum + (counters[name] ?? 0), 0);
  return { status: counted >= atLeast ? "held" : "missed", observed: `${counted} ${meaning}` };
}
