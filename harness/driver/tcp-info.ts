import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Inspection } from "../history/history.ts";
import type { DriverConnection } from "./connection.ts";
import type { Stage } from "./stage.ts";
import { recordQueues } from "./unix/queues.ts";

/** Does not use host/run-program: the driver's image has neither that room nor zx. */
const run = promisify(execFile);

export type TcpInfo = Omit<Inspection, "atMs">;

/** Records TCP_INFO of the connections' sockets, if this host can show it; of Unix-domain ones the queues. */
export async function recordTcpInfo(
  stage: Stage,
  connections: readonly DriverConnection[],
): Promise<void> {
  if (stage.address.socket !== undefined) {
    await recordQueues(stage, connections);
    return;
  }
  const side = connections.some(({ isAccepted }) => isAccepted) ? "accepted" : "connected";
  const infos = await inspectSockets(stage.address.port, side, stage.signal);
  const atMs = stage.clock.nowMs();
  for (const connection of connections) {
    const info = infos.get(connection.localPort ?? 0);
    if (info !== undefined) {
      connection.inspections.push({ atMs, ...info });
    }
  }
}

/** Which end of a connection listened: the other one, or the driver. */
type Side = "connected" | "accepted";

/**
 * Asks the kernel for TCP_INFO of every connection to a port, or of those that were accepted there.
 *
 * @returns the output of `ss -ti` by the port of the end that connected; empty if there is no `ss`.
 */
async function inspectSockets(
  listeningPort: number,
  side: Side,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, TcpInfo>> {
  const filter = `${side === "accepted" ? "sport" : "dport"} = :${listeningPort}`;
  const printed = await run("ss", ["-tinHO", filter], { signal, timeout: 5000 }).catch(() => null);
  return parseSockets(printed?.stdout ?? "", side);
}

/** Reads the lines of `ss -tinHO`: state, queues, local and peer address, then TCP_INFO. */
export function parseSockets(
  printed: string,
  side: Side = "connected",
): ReadonlyMap<number, TcpInfo> {
  const sockets = new Map<number, TcpInfo>();
  for (const line of printed.split("\n")) {
    const [, local, peer] = /^\S+\s+\d+\s+\d+\s+\S+:(\d+)\s+\S+:(\d+)\s/.exec(line) ?? [];
    const port = side === "accepted" ? peer : local;
    const info = parseTcpInfo(line);
    if (port !== undefined && info !== null) {
      sockets.set(Number(port), info);
    }
  }
  return sockets;
}

/**
 * Counters that are zero are not printed.
 *
 * @returns null if the line shows no TCP_INFO.
 */
function parseTcpInfo(line: string): TcpInfo | null {
  if (!/\bcwnd:\d+/.test(line)) {
    return null;
  }
  const counter = (name: string) => Number(new RegExp(`\\b${name}:(\\d+)`).exec(line)?.[1] ?? 0);
  // The count includes SYN segments, which carry no data.
  const resent = Number(/\bretrans:\d+\/(\d+)/.exec(line)?.[1] ?? 0);
  const retransmitted = counter("bytes_retrans") === 0 ? 0 : resent;
  const smallest = /\bminrtt:([\d.]+)/.exec(line)?.[1];
  return {
    dataSegmentsOut: counter("data_segs_out") - retransmitted,
    minimumRoundTripMs: smallest === undefined ? null : Number(smallest),
    bytesAcked: counter("bytes_acked"),
    bytesReceived: counter("bytes_received"),
    bytesRetransmitted: counter("bytes_retrans"),
  };
}
