import type { ConnectionHistory, History, PeerEnd, Wait } from "../../history/history.ts";
import {
  type Expectation,
  expectationOf,
  firstDifference,
  refusedAtMs,
  sentPrefixOf,
} from "../../protocol/expectation.ts";
import { protocolNamed } from "../../protocol/protocols.ts";
import { whyMalformed } from "../../protocol/reading.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { standstillsMs } from "../late-timers.ts";
import { counted, formatBytes, formatMs } from "../text.ts";
import type { Finding } from "../verdict.ts";
import { endedTooEarly, mayEndAnyway } from "./expected-end.ts";
import { wasSilentTooLong } from "./silent-client.ts";

/** @returns the finding of the first connection that breaks the requirement, or a common one. */
export function judgeEach(
  history: History,
  group: string,
  judge: (connection: ConnectionHistory) => Finding,
): Finding {
  const connections = history.connections.filter((connection) => connection.group === group);
  const findings = connections.map((connection) =>
    isMade(connection) ? judge(connection) : notConnected(connection, judge(connection).expected),
  );
  const ranks = findings.map(rank);
  const worst = ranks.indexOf(Math.min(...ranks));
  const shown = findings[worst];
  if (shown === undefined) {
    return {
      status: "inconclusive",
      expected: `a connection ${group}`,
      observed: "the play ended before it was made",
    };
  }
  if (connections.length === 1) {
    return shown;
  }
  const alike = findings.filter((finding) => finding.status === shown.status).length;
  const observed =
    alike === connections.length
      ? `on all ${connections.length} connections: ${shown.observed}`
      : `on ${alike} of ${connections.length} connections, first ${connections[worst]?.name}: ${shown.observed}`;
  return { ...shown, observed };
}

function isMade({ connectError, connectedAtMs }: ConnectionHistory): boolean {
  return connectError === null && connectedAtMs !== null;
}

/** Lower is worse: inexcusable failures come first, and unjudged findings before passes. */
function rank({ status, late = false }: Finding): number {
  if (status === "fail") {
    return late ? 1 : 0;
  }
  return ["fail", "", "inconclusive", "unsupported", "pass"].indexOf(status);
}

function notConnected(connection: ConnectionHistory, expected: string): Finding {
  const why = connection.connectError ?? "no answer within the deadline";
  const late = connection.connectError === null;
  return { status: "fail", expected, observed: `could not connect: ${why}`, late };
}

export function judgeEcho(history: History, check: CheckOf<"echo">): Finding {
  return judgeEach(history, check.on, (connection) => {
    const expectation = expectationOf(history, connection);
    const { owedBytes, withheldOwedBytes, optionalBytes, prefix } = expectation;
    const { received } = connection;
    const missing = mayEndAnyway(history, connection) ? 0 : withheldOwedBytes;
    const expected = isMade(connection)
      ? `${formatBytes(owedBytes + missing)}${orMore(expectation)} echoed unchanged`
      : "a connection on which all is echoed unchanged";
    const different = firstDifference(received, prefix);
    if (different !== null) {
      const why = whyMalformed(Buffer.from(received.head, "base64"), different);
      const reason = why === null ? "" : `, ${why}`;
      return { status: "fail", expected, observed: `differs from byte ${different} on${reason}` };
    }
    const level = mayDrop(history, connection) ? { level: "SHOULD" as const } : {};
    const lack = lackOf(history, connection, { owedBytes, missing });
    if (lack === null) {
      const echoed = Math.min(received.bytes, owedBytes + optionalBytes);
      const observed = `${formatBytes(echoed)} echoed unchanged`;
      return { status: "pass", expected, observed, ...level };
    }
    if (wasSilentTooLong(history, connection)) {
      const observed = `${lack.observed}, but the client had not read for longer than a server waits`;
      return { status: "inconclusive", expected, observed, ...level };
    }
    return { status: "fail", expected, ...lack, ...level };
  });
}

/** Whether the protocol lets a server drop what the connection had not been answered yet. */
function mayDrop(history: History, connection: ConnectionHistory): boolean {
  if (!protocolNamed(history.protocol).dropsUnanswered) {
    return false;
  }
  const refusedMs = refusedAtMs(history, connection);
  return (
    refusedMs !== null &&
    connection.waits.every(({ step, fromMs }) => step !== "awaitEcho" || fromMs >= refusedMs)
  );
}

function orMore({ owedBytes, optionalBytes }: Expectation): string {
  return optionalBytes === 0 ? "" : ` or ${formatBytes(owedBytes + optionalBytes)}`;
}

type Lack = Pick<Finding, "observed" | "brokeAtMs" | "late" | "waited">;

/** What did not come back; null if nothing. */
function lackOf(
  history: History,
  connection: ConnectionHistory,
  { owedBytes, missing }: { readonly owedBytes: number; readonly missing: number },
): Lack | null {
  const { received } = connection;
  const late = connection.waits.find((wait) => wait.step === "awaitEcho" && !wait.satisfied);
  if (late !== undefined) {
    return missingFinding(history, connection, late);
  }
  if (received.bytes < owedBytes) {
    const observed = `${formatBytes(received.bytes)} of ${formatBytes(owedBytes)} (${received.bytes} of ${owedBytes} bytes)${endOf(connection)}`;
    return { observed, late: stoodStill(history) };
  }
  return missing > 0 ? withheldFinding(history, connection) : null;
}

function endedAt({ peerEnd }: ConnectionHistory): Pick<Finding, "brokeAtMs"> {
  return peerEnd === null ? {} : { brokeAtMs: peerEnd.atMs };
}

/** All that was sent came back, and the server did not take the rest. */
function withheldFinding(history: History, connection: ConnectionHistory): Lack {
  const isOpen = connection.peerEnd === null;
  const got = formatBytes(connection.received.bytes);
  const reason = isOpen ? "taken in time" : "sent any more";
  return {
    observed: `${got} echoed unchanged, and the rest could not be ${reason}${endOf(connection)}`,
    late: isOpen || stoodStill(history),
    ...endedAt(connection),
  };
}

function missingFinding(history: History, connection: ConnectionHistory, wait: Wait): Lack {
  const got = `${wait.receivedBytes} of ${wait.owedBytes} bytes`;
  const after = formatMs(wait.toMs - wait.fromMs);
  return {
    observed: `${got} after ${after}${endOf(connection)}`,
    brokeAtMs: wait.toMs,
    late: stillOpenAt(connection, wait.toMs) || stoodStill(history),
    ...(stoodStill(history) ? {} : { waited: wait }),
  };
}

export function stillOpenAt({ peerEnd }: ConnectionHistory, atMs: number): boolean {
  return peerEnd === null || peerEnd.atMs > atMs;
}

export function endOf(connection: ConnectionHistory): string {
  const { peerEnd } = connection;
  if (peerEnd === null) {
    return ", connection still open";
  }
  return `, then ${describeEnd(peerEnd, connection)}`;
}

/** A Unix-domain socket ends without segments: its reader finds the end of file, or an error. */
function describeEnd(
  { how, errno, atMs }: PeerEnd,
  { queues }: Pick<ConnectionHistory, "queues">,
): string {
  if (queues !== undefined) {
    return `${how === "fin" ? "end of file" : errno} at ${formatMs(atMs)}`;
  }
  return how === "fin" ? `FIN at ${formatMs(atMs)}` : `RST (${errno}) at ${formatMs(atMs)}`;
}

const endWords = {
  fin: { tcp: "FIN", unix: "end of file" },
  rst: { tcp: "RST", unix: "ECONNRESET" },
} as const;

export function judgeEnds(history: History, check: CheckOf<"ends">): Finding {
  const transport = history.unixSocket === undefined ? "tcp" : "unix";
  const allowed = check.how.map((how) => endWords[how][transport]).join(" or ");
  return judgeEach(history, check.on, (connection) => {
    const expected = `${allowed} within the deadline`;
    const { peerEnd } = connection;
    const wait = connection.waits.findLast((wait) => wait.step === "awaitEnd");
    const inTime = peerEnd !== null && (wait?.satisfied ?? true);
    if (!inTime) {
      const waited = wait === undefined ? "" : ` after ${formatMs(wait.toMs - wait.fromMs)}`;
      return {
        status: "fail",
        expected,
        observed: `connection still open${waited}`,
        late: true,
        ...(wait === undefined ? {} : { brokeAtMs: wait.toMs, waited: wait }),
      };
    }
    const how = describeEnd(peerEnd, connection);
    const tooEarly = endedTooEarly(history, connection);
    const observed = tooEarly ? `${how}, before anything called for it` : how;
    const status = check.how.includes(peerEnd.how) && !tooEarly ? "pass" : "fail";
    return { status, expected, observed, brokeAtMs: peerEnd.atMs };
  });
}

/** Below the shortest idle time after which servers usually close a connection. */
const stillMinMs = 5000;

/**
 * Whether this host stood still for so long that a server with an idle timeout may have closed
 * connections on which the driver would have sent something in time.
 */
function stoodStill({ timerLatenessMsMax }: History): boolean {
  return timerLatenessMsMax > stillMinMs;
}

export function judgeStaysOpen(history: History, check: CheckOf<"staysOpen">): Finding {
  return judgeEach(history, check.on, (connection) => {
    const expected = "connection open until the driver closed it";
    return connection.peerEnd === null
      ? { status: "pass", expected, observed: "open" }
      : {
          status: "fail",
          expected,
          observed: `ended by the peer${endOf(connection)}`,
          brokeAtMs: connection.peerEnd.atMs,
          late: stoodStill(history),
        };
  });
}

export function judgeConnected(
  history: History,
  check: CheckOf<"connected">,
  withinMs: number,
): Finding {
  const expected = `at least ${check.atLeast} connections made within ${formatMs(withinMs)}`;
  const group = history.connections.filter((connection) => connection.group === check.on);
  const madeWithin = (limitMs: number) =>
    group.filter(
      ({ connectingAtMs, connectedAtMs }) =>
        connectedAtMs !== null && connectedAtMs - connectingAtMs <= limitMs,
    );
  const inTime = madeWithin(withinMs);
  const observed = `${inTime.length} of ${group.length} connections made in time`;
  if (group.length === 0) {
    return { status: "inconclusive", expected, observed };
  }
  const status = inTime.length >= check.atLeast ? "pass" : "fail";
  const fromMs = Math.min(...group.map(({ connectingAtMs }) => connectingAtMs));
  const lastMs = Math.max(...group.map(({ connectingAtMs }) => connectingAtMs));
  const waited = { fromMs, toMs: lastMs + withinMs };
  const standstills = standstillsMs(history, waited) ?? [Number.POSITIVE_INFINITY];
  const stoodStillForMs = standstills.reduce((sum, ms) => sum + ms, 0);
  // A lost SYN is sent again a second later, which no late timer explains.
  const late =
    group.every((connection) => connection.connectError === null) &&
    madeWithin(withinMs + stoodStillForMs).length >= check.atLeast;
  return { status, expected, observed, late, withinMs, waited };
}

export function judgeRefused(
  history: History,
  check: CheckOf<"refused">,
  withinMs: number,
): Finding {
  const expected = `refused, or ended within ${formatMs(withinMs)} before anything came back`;
  const group = history.connections.filter((connection) => connection.group === check.on);
  const served = group.find(
    (connection) => connection.connectError === null && !endedUnserved(connection, withinMs),
  );
  if (served !== undefined) {
    const made = served.connectedAtMs === null ? "never answered" : "accepted and kept";
    return { status: "fail", expected, observed: made, brokeAtMs: served.connectingAtMs };
  }
  const [first] = group;
  const observed =
    first === undefined ? "not tried" : (first.connectError ?? endOf(first).slice(2));
  return { status: first === undefined ? "inconclusive" : "pass", expected, observed };
}

function endedUnserved(connection: ConnectionHistory, withinMs: number): boolean {
  const { peerEnd, connectingAtMs, received } = connection;
  const inTime = peerEnd !== null && peerEnd.atMs - connectingAtMs <= withinMs;
  return inTime && received.bytes === 0;
}

export function judgeAccepted(
  history: History,
  check: CheckOf<"accepted">,
  atMostBytes: number,
): Finding {
  return judgeEach(history, check.on, (connection) => {
    const expected = `at most ${formatBytes(atMostBytes)} accepted while nobody reads`;
    const info = connection.inspections.at(-1) ?? takenOf(connection);
    if (info === undefined && connection.peerEnd !== null) {
      return { status: "inconclusive", expected, observed: `too soon to tell${endOf(connection)}` };
    }
    if (info === undefined) {
      return {
        status: "unsupported",
        expected,
        observed: "this host shows no TCP_INFO of its sockets (needs ss from iproute2)",
      };
    }
    const wait = connection.waits.find((wait) => wait.step === "sendUntilBlocked");
    const blocked = wait?.satisfied === true ? "blocked then" : "never blocked";
    const observed = `${formatBytes(info.bytesAcked)} accepted, ${blocked}`;
    const status = info.bytesAcked <= atMostBytes ? "pass" : "fail";
    return { status, expected, observed, brokeAtMs: info.atMs };
  });
}

/** What the kernel takes from a Unix-domain socket lies in the server's queue at once. */
function takenOf({ queues }: ConnectionHistory) {
  const last = queues?.at(-1);
  return last && { atMs: last.atMs, bytesAcked: last.takenBytes };
}

const plainEchoAdvice =
  ": what was sent came back, whether or not it was a whole message. A plain echo (RFC 862) does that; " +
  "--protocol stream grades the server as one";

/** Whether bytes came back unchanged that are no whole message, or one to be refused. */
function returnsWhatItGets(history: History, connection: ConnectionHistory): boolean {
  const { received } = connection;
  if (!protocolNamed(history.protocol).boundaries || received.bytes === 0) {
    return false;
  }
  const sent = sentPrefixOf(history, connection);
  return sent.bytes === received.bytes && firstDifference(received, sent) === null;
}

export function judgeNothingBeyond(history: History): Finding {
  if (history.context.message !== undefined) {
    return judgeNothingBeyondMessage(history);
  }
  const expected = "no byte before or beyond what is owed";
  for (const connection of history.connections) {
    if (connection.unsolicitedBytes > 0) {
      const many = connection.received.cutShort ? "at least " : "";
      const observed =
        `${many}${connection.unsolicitedBytes} bytes on ${connection.name} that were not owed` +
        (returnsWhatItGets(history, connection) ? plainEchoAdvice : "");
      const first = history.events.find(
        (event) => event.connection === connection.name && event.event === "received",
      );
      const at = first === undefined ? {} : { brokeAtMs: first.atMs };
      return { status: "fail", expected, observed, ...at };
    }
  }
  return { status: "pass", expected, observed: "none" };
}

/** A connection that came too late to be accepted is the one that its client makes. */
function judgeNothingBeyondMessage(history: History): Finding {
  const { connections, unacceptedConnections, clients } = history;
  const expected = "one connection, and no byte beyond the message";
  const beyond = connections.find(({ unsolicitedBytes }) => unsolicitedBytes > 0);
  if (beyond !== undefined) {
    const observed = `${counted(beyond.unsolicitedBytes, "byte")} beyond it on ${beyond.name}`;
    return { status: "fail", expected, observed };
  }
  const more = connections.length + unacceptedConnections - clients.length;
  return more > 0
    ? { status: "fail", expected, observed: `${counted(more, "connection")} more` }
    : { status: "pass", expected, observed: "none" };
}
