import type { ConnectionHistory, History } from "../history/history.ts";
import type { CaseResult } from "../journal/case-result.ts";
import { probeConnection } from "../scenario/epilogue.ts";

/** How much of a case a server left without an answer: the connection at its end, or all of them. */
export type UnansweredExtent = "answered" | "at its end" | "whole case" | "unknown";

/**
 * Looks at the connection that every case makes at its end. A server that refused or ended it did
 * answer: that takes no time, and each such case reports it.
 *
 * Whether this host was starved does not matter: it delays answers, and does not prevent them in
 * case after case.
 */
export function unansweredExtent(
  { checks }: Pick<CaseResult, "checks">,
  history: Pick<History, "connections" | "datagramSockets"> | null,
): UnansweredExtent {
  if (history !== null && history.datagramSockets.length > 0) {
    return unansweredSockets(checks, history);
  }
  const probe = history?.connections.find(({ group }) => group === probeConnection);
  const alive = checks.find(({ id }) => id === "alive");
  if (history === null || probe === undefined || alive === undefined) {
    return "unknown";
  }
  if (alive.status === "pass" || !isSilent(probe)) {
    return "answered";
  }
  return history.connections.every(isSilent) ? "whole case" : "at its end";
}

/** The socket that every case in datagrams opens at its end, or all of its sockets. */
function unansweredSockets(
  checks: CaseResult["checks"],
  { datagramSockets }: Pick<History, "datagramSockets">,
): UnansweredExtent {
  const probe = datagramSockets.find(({ group }) => group === probeConnection);
  const alive = checks.find(({ id }) => id === "alive");
  if (probe === undefined || alive === undefined) {
    return "unknown";
  }
  if (alive.status === "pass" || probe.replies.length > 0) {
    return "answered";
  }
  const isAll = datagramSockets.every(({ replies }) => replies.length === 0);
  return isAll ? "whole case" : "at its end";
}

function isSilent({ received, peerEnd, connectError }: ConnectionHistory): boolean {
  return received.bytes === 0 && peerEnd === null && !isRefusal(connectError);
}

function isRefusal(connectError: string | null): boolean {
  return connectError !== null && connectError !== "ETIMEDOUT";
}
