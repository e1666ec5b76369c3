import type { TimedSegment } from "./timed-segment.ts";

/** The segments of one connection, in the order of their times. */
export interface TimedConnection {
  /** When its first SYN passed, in ns since the case began. */
  readonly openedNs: number;
  readonly toServer: TimedDirection;
  readonly toClient: TimedDirection;
}

export interface TimedDirection {
  /** Sequence number of the SYN; null while it has not passed. */
  readonly initialSequence: number | null;
  readonly data: readonly TimedSegment[];
}

/**
 * Groups segments by connection. A SYN with another sequence number begins a new connection on the
 * same port; data without a SYN before it belongs to none.
 *
 * @returns the connections of each client port, in the order in which they were opened.
 */
export function groupByConnection(
  segments: readonly TimedSegment[],
): ReadonlyMap<number, readonly TimedConnection[]> {
  const current = new Map<string, OpenConnection>();
  const byPort = new Map<number, OpenConnection[]>();
  for (const segment of segments) {
    const key = `${segment.clientPort} ${segment.ipv6}`;
    const known = current.get(key);
    if (segment.syn && segment.toServer && isNew(known, segment)) {
      const opened = open(segment);
      current.set(key, opened);
      byPort.set(segment.clientPort, [...(byPort.get(segment.clientPort) ?? []), opened]);
    } else if (known !== undefined) {
      add(known, segment);
    }
  }
  return byPort;
}

interface OpenConnection extends TimedConnection {
  readonly toServer: OpenDirection;
  readonly toClient: OpenDirection;
}

interface OpenDirection extends TimedDirection {
  initialSequence: number | null;
  readonly data: TimedSegment[];
}

/** A SYN that is sent again has the same sequence number. */
function isNew(known: OpenConnection | undefined, { sequence }: TimedSegment): boolean {
  return known?.toServer.initialSequence !== sequence;
}

function open({ atNs, sequence }: TimedSegment): OpenConnection {
  return {
    openedNs: atNs,
    toServer: { initialSequence: sequence, data: [] },
    toClient: { initialSequence: null, data: [] },
  };
}

function add(connection: OpenConnection, segment: TimedSegment): void {
  const direction = segment.toServer ? connection.toServer : connection.toClient;
  if (segment.syn) {
    direction.initialSequence = segment.sequence;
  }
  if (segment.payloadBytes > 0) {
    direction.data.push(segment);
  }
}
