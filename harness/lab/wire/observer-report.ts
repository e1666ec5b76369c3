import type { SocketSample } from "../../evidence/evidence.ts";

/** Traffic in one direction at one side of the wire. */
interface WayCount {
  readonly segments: number;
  readonly payloadBytes: number;
  /** Segments that began before the end of what had already passed in this direction. */
  readonly again: number;
}

export interface SideReport {
  readonly packets: number;
  /** Packets left out by the size limit, and those dropped by the kernel for lack of room. */
  readonly cut: number;
  readonly droppedByKernel: number;
  /** How many packets come before the gap; null if there is none. */
  readonly beforeGap: number | null;
  readonly toServer: WayCount;
  readonly toClient: WayCount;
}

export interface ObserverReport {
  /** Subtract this from a packet's time since the Epoch to get the monotonic clock's, in ns. */
  readonly realtimeMinusMonotonicNs: bigint;
  /** Samples of sockets that were left out. */
  readonly socketsLeftOut: number;
  /** Null if segments cannot be recorded. */
  readonly client: SideReport | null;
  readonly server: SideReport | null;
}

export interface ObserverFiles {
  /** pcap files; empty if segments cannot be recorded. */
  readonly client: Buffer;
  readonly server: Buffer;
  readonly sockets: readonly SocketSample[];
}
