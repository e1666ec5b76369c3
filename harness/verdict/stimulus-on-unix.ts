import type { ConnectionHistory, History, QueueLook } from "../history/history.ts";
import { byteCount } from "../scenario/amount.ts";
import type { Stimulus } from "../scenario/stimulus.ts";
import { wasLeftBehind } from "./checks/unix-socket.ts";
import { type Evidence, evidenceOnConnections } from "./stimulus-evidence.ts";
import { formatBytes } from "./text.ts";

/**
 * What proves a condition where there is no wire: what the driver wrote, and what lay in the queues.
 *
 * @returns null for conditions that are proved as over TCP.
 */
export function evidenceOnUnix(history: History, condition: Stimulus): Evidence | null {
  switch (condition.kind) {
    case "segments":
      return evidenceOnConnections(history, condition.on, (connection) =>
        writeEvidence(connection, condition),
      );
    case "delivered":
      return evidenceOnConnections(history, condition.on, (connection) =>
        takenEvidence(connection, byteCount(condition.atLeast, history.context)),
      );
    case "zeroWindow":
      return condition.host === "client" ? blockedServer(history) : blockedClient(history);
    case "resets":
      return owedAtEnds(history, condition.atLeast);
    case "backlogFull":
      return backlogEvidence(history.connections, condition);
    case "stalePath":
      return history.unixSocket !== undefined && wasLeftBehind(history.unixSocket)
        ? { status: "held", observed: "the file was there although its server had ended" }
        : { status: "missed", observed: "no file was left behind" };
    case "descriptorsSent":
      return evidenceOnConnections(history, condition.on, (connection) =>
        descriptorEvidence(history, connection),
      );
    case "socketTypeTried":
      return history.events.some(({ event }) => event === "socket-type-tried")
        ? { status: "held", observed: "it was tried" }
        : { status: "hidden", observed: "this host has no Perl, which tries it" };
    default:
      return null;
  }
}

/** The kernel joins no writes: each lies in the peer's queue as a buffer of its own. */
function writeEvidence(
  { name, queues }: ConnectionHistory,
  { atLeast = 0, atMost = Number.POSITIVE_INFINITY }: Extract<Stimulus, { kind: "segments" }>,
): Evidence {
  const last = queues?.at(-1);
  if (last === undefined) {
    return { status: "missed", observed: `${name} was not inspected` };
  }
  const { writes, splitWrites } = last;
  const isAtMost = splitWrites === 0 && writes <= atMost;
  const held = writes >= atLeast && (atMost === Number.POSITIVE_INFINITY || isAtMost);
  return {
    status: held ? "held" : "missed",
    observed: `${writes + splitWrites} writes on ${name}`,
  };
}

function takenEvidence({ name, queues }: ConnectionHistory, atLeast: number): Evidence {
  const taken = queues?.at(-1)?.takenBytes ?? 0;
  return {
    status: taken >= atLeast ? "held" : "missed",
    observed: `${formatBytes(taken)} in the server's queue, or read from it, on ${name}`,
  };
}

function blockedServer({ connections }: History): Evidence {
  const looks = connections.flatMap(({ queues = [] }) => queues);
  const isShown = (look: QueueLook) => look.serverBlocked !== null;
  if (looks.length > 0 && !looks.some(isShown)) {
    return { status: "hidden", observed: "this host shows no queues (needs ss from iproute2)" };
  }
  const blocked = looks.filter(({ serverBlocked }) => serverBlocked === true);
  const unread = Math.max(0, ...blocked.map(({ unreadBytes }) => unreadBytes ?? 0));
  return blocked.length > 0
    ? {
        status: "held",
        observed: `the server's send buffer was full, with ${formatBytes(unread)} unread`,
      }
    : { status: "missed", observed: "the server's send buffer was never found full" };
}

function blockedClient({ connections }: History): Evidence {
  const isBlocked = connections.some(({ waits }) =>
    waits.some(({ step, satisfied }) => step === "sendUntilBlocked" && satisfied),
  );
  return isBlocked
    ? { status: "held", observed: "the server's queue took no more" }
    : { status: "missed", observed: "the server's queue took everything" };
}

/** What is unread fails the server's next call with ECONNRESET, and its next write fails with EPIPE. */
function owedAtEnds({ connections }: History, atLeast: number): Evidence {
  const owing = connections.filter(({ owedAtReleaseBytes = 0 }) => owedAtReleaseBytes > 0).length;
  return {
    status: owing >= atLeast ? "held" : "hidden",
    observed: `${owing} connections ended while something was owed to them, which a Unix-domain socket needs for ECONNRESET or EPIPE`,
  };
}

function backlogEvidence(
  connections: readonly ConnectionHistory[],
  { on, atLeast }: Extract<Stimulus, { kind: "backlogFull" }>,
): Evidence {
  const group = connections.filter((connection) => connection.group === on);
  const full = group.filter(({ backlogFullTimes = 0 }) => backlogFullTimes > 0).length;
  return {
    status: full >= atLeast ? "held" : "missed",
    observed: `${full} of ${group.length} connections found the backlog full`,
  };
}

function descriptorEvidence({ events }: History, { name }: ConnectionHistory): Evidence {
  const sent = events.find(
    ({ event, connection }) => event === "descriptors-sent" && connection === name,
  );
  return sent === undefined
    ? { status: "hidden", observed: "this host has no Python, which sends them" }
    : { status: "held", observed: `${sent.detail} sent on ${name}` };
}
