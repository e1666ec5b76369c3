import type { ConnectionHistory } from "../history/history.ts";
import type { DriverConnection } from "./connection.ts";

/** A connection as kept until the end of a play, even after its socket is gone. */
export interface PlayedConnection {
  readonly localPort: number | null;
  readonly over: boolean;
  close(): void;
  toHistory(): ConnectionHistory;
}

/**
 * A play may make tens of thousands of connections, and each socket takes several KB. Those that
 * are released are replaced by their histories, which can no longer change.
 */
export function retireReleased(
  connections: PlayedConnection[],
  candidates: readonly DriverConnection[],
): void {
  for (const connection of candidates.filter(({ released }) => released)) {
    const history = connection.toHistory();
    const { localPort } = history;
    // Candidates are recent, so the search from the end is short.
    connections[connections.lastIndexOf(connection)] = {
      localPort,
      over: true,
      close: () => {},
      toHistory: () => history,
    };
  }
}

/** The first bytes of this many connections are kept in full, for reports. */
const fullHeads = 256;

/** @returns how many of the first received bytes to keep for the connection at this place, from 0. */
export function headBytesAt(place: number): number {
  return place < fullHeads ? 4096 : 64;
}
