import type { ConnectionHistory, History } from "../../history/history.ts";
import { protocolNamed } from "../../protocol/protocols.ts";

/**
 * Whether the driver did not read a connection for longer than a server of the protocol must wait for
 * an answer. No scenario asks for that, but a machine without time for the harness does.
 */
export function wasSilentTooLong(history: History, { name, peerEnd }: ConnectionHistory): boolean {
  const { patienceMs } = protocolNamed(history.protocol);
  if (peerEnd === null || patienceMs === Number.POSITIVE_INFINITY) {
    return false;
  }
  let stoppedAtMs: number | null = null;
  for (const { connection, event, atMs } of history.events) {
    if (connection === name && event === "reading-stopped") {
      stoppedAtMs ??= atMs;
    } else if (connection === name && event === "reading-resumed") {
      if (stoppedAtMs !== null && atMs - stoppedAtMs > patienceMs) {
        return true;
      }
      stoppedAtMs = null;
    }
  }
  return stoppedAtMs !== null && peerEnd.atMs - stoppedAtMs > patienceMs;
}
