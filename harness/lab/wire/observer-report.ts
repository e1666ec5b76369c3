import type { SocketSample } from "../../evidence/evidence.ts";

/** What crossed one side of the wire one way. */
interface WayCount {
  readonly segments: number;
  readonly payloadBytes: number;
  /** Those that began before the end of what had gone that way already. */
  readonly again: number;
}

export interface SideReport {
  readonly packets: number;
  /** Those that its limit of size left out, and those that the kernel had no room for. */
  readonly cut: number;
  readonly droppedByKernel: number;
  /** Where packets were left out, how many come before; null where none was. */
  readonly beforeGap: number | null;
  readonly toServer: WayCount;
  readonly toClient: WayCount;
}

export interface ObserverReport {
  /** What to take from a packet's time since the Epoch to have the monotonic clock's, in ns. */
  readonly realtimeMinusMonotonicNs: bigint;
  /** Samples of sockets that were left out. */
  readonly socketsLeftOut: number;
  /** Null where segments cannot be recorded. */
  readonly client: SideReport | null;
  readonly server: SideReport | null;
}

export interface ObserverFiles {
  /** pcap files; empty where segments cannot be recorded. */
  readonly client: Buffer;
  readonly server: Buffer;
  readonly sockets: readonly SocketSample[];
}
