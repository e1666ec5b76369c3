import type { LinkDirection } from "../../scenario/link-direction.ts";
import type { TcpFlags } from "../capture/segments.ts";

/** One segment crossing the wire. Times are the history's. */
export interface Crossing {
  readonly direction: LinkDirection;
  /** At the sender's side of the wire; null if only its arrival was captured. */
  readonly sentAtMs: number | null;
  /** At the receiver's side; null unless `fate` is `arrived`. */
  readonly arrivedAtMs: number | null;
  readonly fate: CrossingFate;
  readonly flags: TcpFlags;
  readonly payloadBytes: number;
  /** Relative: a SYN has 0, the first byte 1. */
  readonly sequence: number;
  readonly acknowledgement: number | null;
  /** Scaled; null if the scale is unknown because the SYNs were not captured. */
  readonly windowBytes: number | null;
  readonly maximumSegmentBytes: number | null;
  /** Relative edges of the blocks received beyond the acknowledgement (SACK). */
  readonly sackBlocks: readonly (readonly [number, number])[];
  readonly marks: readonly CrossingMark[];
}

/** `unseen`: it may have arrived, but the receiver's capture missed it. */
export type CrossingFate = "arrived" | "lost" | "unseen";

/**
 * - `retransmission`: it begins with bytes that its sender had sent before.
 * - `original-arrived`: all its bytes had already arrived, so it was spurious.
 * - `out-of-order`: a later segment overtook it on the wire.
 * - `duplicated`: the wire duplicated it.
 * - `zero-window`: its sender accepts no more bytes. `window-opened`: it accepts bytes again.
 * - `window-update`: it only announces a larger window.
 * - `window-probe`: it asks whether a zero window has opened.
 * - `keep-alive`: it asks whether the peer is still there.
 * - `duplicate-ack`: it repeats the previous acknowledgement.
 */
export type CrossingMark =
  | "retransmission"
  | "original-arrived"
  | "out-of-order"
  | "duplicated"
  | "zero-window"
  | "window-opened"
  | "window-update"
  | "window-probe"
  | "keep-alive"
  | "duplicate-ack";

export interface JoinOptions {
  /** Segments to and from this port are the implementation's. */
  readonly serverPort: number;
  /**
   * The port is the driver's, at the client's side of the wire: it listened, for a client that is under test
   * at the server's side. Directions are those of the hosts. Default: it is the implementation's.
   */
  readonly driverListens?: boolean;
  /** Added to a packet's time to get the history's. */
  readonly clockOffsetMs: number;
  /**
   * How many packets each capture has before its gap, where packets were left out; a capture of
   * which that is known is missing nothing anywhere else. Null if there is no gap.
   */
  readonly packetsBeforeGap: { readonly client: number | null; readonly server: number | null };
  /**
   * Until when both captures were certainly running, in ms: segments in flight then may have
   * arrived later. Default: forever.
   */
  readonly watchedUntilMs?: number;
}

/** A crossing under construction: marks are added, and its fate may change. */
export type Draft = { -readonly [Key in keyof Omit<Crossing, "marks">]: Crossing[Key] } & {
  readonly marks: CrossingMark[];
  /** Relative end of its sequence numbers; SYN and FIN count as one each. */
  readonly end: number;
};
