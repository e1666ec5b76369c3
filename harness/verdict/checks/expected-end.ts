import type { ConnectionHistory, History } from "../../history/history.ts";
import { refusedAtMs } from "../../protocol/expectation.ts";

/** Whether the peer ended the connection before the driver did anything that must end it. */
export function endedTooEarly(history: History, connection: ConnectionHistory): boolean {
  // A client ends its connection when it has its echo.
  const calledForAtMs = connection.accepted === true ? null : endCalledForAtMs(history, connection);
  return calledForAtMs !== null && hasEndedBefore(connection, calledForAtMs);
}

/** Whether a signal that ends the implementation came before the connection's end. */
export function mayEndAnyway(history: History, connection: ConnectionHistory): boolean {
  const signalledAtMs = endSignalAtMs(history);
  return signalledAtMs !== null && !hasEndedBefore(connection, signalledAtMs);
}

/** Asked for each of a thousand connections, of thousands of events. */
const endSignals = new WeakMap<History["events"], number | null>();

/** @returns when it, or the upstream behind it, was first asked to end; null if neither ever was. */
function endSignalAtMs({ events }: History): number | null {
  const known = endSignals.get(events);
  if (known !== undefined) {
    return known;
  }
  const signal = events.find(
    ({ event, detail }) =>
      (event === "signalled" || event === "upstream-signalled") &&
      (detail === "SIGTERM" || detail === "SIGKILL"),
  );
  const atMs = signal?.atMs ?? null;
  endSignals.set(events, atMs);
  return atMs;
}

function hasEndedBefore({ peerEnd }: ConnectionHistory, atMs: number): boolean {
  return peerEnd !== null && peerEnd.atMs < atMs;
}

/**
 * @returns when the driver first did what must end a connection: it sent what the protocol refuses,
 *   shut down writing, or had the implementation or its upstream signalled. Null if it did nothing of
 *   the kind, so the end is due for another reason.
 */
function endCalledForAtMs(history: History, connection: ConnectionHistory): number | null {
  const reasons = [
    refusedAtMs(history, connection),
    connection.shutdownAtMs,
    endSignalAtMs(history),
  ].filter((atMs) => atMs !== null);
  return reasons.length === 0 ? null : Math.min(...reasons);
}
