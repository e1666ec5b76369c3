import { completionTimes } from "./completion.ts";
import { groupByConnection, type TimedConnection } from "./connections.ts";
import type { TimedSegment } from "./timed-segment.ts";

/** The connections of a load, whose messages all have the same length. */
export interface MatchedLoad {
  readonly clientPorts: readonly number[];
  readonly messageBytes: number;
  /** When its connections were established, in ns since the case began. */
  readonly startedNs: number;
  /** Replies that the client received: as many must have left. */
  readonly echoedInAll: number;
}

/** A request as the server saw it, and its reply. Times in ns since the case began. */
export interface Served {
  /** When its last byte arrived. */
  readonly arrivedNs: number;
  /** When the last byte of its reply left; null if it never did. */
  readonly repliedNs: number | null;
}

/**
 * Matches the requests of a load to their replies: the nth reply of a connection belongs to its nth
 * request.
 *
 * @returns the requests of all connections, in the order in which they arrived; or why they cannot be
 * matched.
 */
export function matchReplies(
  segments: readonly TimedSegment[],
  load: MatchedLoad,
): readonly Served[] | string {
  const byPort = groupByConnection(segments);
  const connections = load.clientPorts.map((port) =>
    byPort.get(port)?.findLast(({ openedNs }) => openedNs <= load.startedNs),
  );
  const known = connections.filter((connection) => connection !== undefined);
  if (known.length < connections.length) {
    return `Of ${connections.length} handshakes, ${known.length} were captured.`;
  }
  const served = known.flatMap((connection) => serve(connection, load.messageBytes));
  return whyWrong(served, load) ?? served.toSorted((a, b) => a.arrivedNs - b.arrivedNs);
}

function serve(connection: TimedConnection, messageBytes: number): readonly Served[] {
  const arrived = completionTimes(connection.toServer, messageBytes);
  const replied = completionTimes(connection.toClient, messageBytes);
  return arrived.map((arrivedNs, index) => ({ arrivedNs, repliedNs: replied[index] ?? null }));
}

function whyWrong(served: readonly Served[], { echoedInAll }: MatchedLoad): string | null {
  const replies = served.filter(({ repliedNs }) => repliedNs !== null).length;
  if (replies < echoedInAll) {
    return `The client received ${echoedInAll} replies, and only ${replies} were captured.`;
  }
  return served.some(({ arrivedNs, repliedNs }) => repliedNs !== null && repliedNs < arrivedNs)
    ? "Replies left before their requests had arrived."
    : null;
}
