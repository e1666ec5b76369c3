import type { TcpFlags } from "../capture/segments.ts";

/** One segment on its way from one side of the wire to the other. Times are the history's. */
export interface Crossing {
  readonly direction: Direction;
  /** At the sender's side of the wire; null where only its arrival was captured. */
  readonly sentAtMs: number | null;
  /** At the receiver's side; null unless `fate` is `arrived`. */
  readonly arrivedAtMs: number | null;
  readonly fate: CrossingFate;
  readonly flags: TcpFlags;
  readonly payloadBytes: number;
  /** Relative: a SYN has 0, the first byte 1. */
  readonly sequence: number;
  readonly acknowledgement: number | null;
  /** Scaled; null where the scale is not known because the SYNs were not captured. */
  readonly windowBytes: number | null;
  readonly maximumSegmentBytes: number | null;
  /** Relative edges of what arrived beyond the acknowledgement. */
  readonly sackBlocks: readonly (readonly [number, number])[];
  readonly marks: readonly CrossingMark[];
}

export type Direction = "to-server" | "to-client";

/** `unseen`: it may have arrived, and the capture at the receiver's side has missed it. */
export type CrossingFate = "arrived" | "lost" | "unseen";

/**
 * - `retransmission`: it begins with what its sender had sent before.
 * - `original-arrived`: all of it had arrived before, so it was not needed.
 * - `out-of-order`: a later one overtook it on the wire.
 * - `duplicated`: the wire made two of it.
 * - `zero-window`: its sender takes no more bytes. `window-opened`: it takes some again.
 * - `window-update`: it says nothing but that the window has grown.
 * - `window-probe`: it asks whether a window of zero has opened.
 * - `keep-alive`: it asks whether the peer is still there.
 * - `duplicate-ack`: it acknowledges once more what it had acknowledged.
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
  /** Added to a packet's time to have the history's. */
  readonly clockOffsetMs: number;
  /**
   * How many packets each capture has before its gap, where packets were left out; a capture of
   * which that is known is missing nothing anywhere else. Null where there is no gap.
   */
  readonly packetsBeforeGap: { readonly client: number | null; readonly server: number | null };
  /**
   * Until when it is sure that both captures were looking, in ms: what was on its way then may have
   * arrived later. Default: for ever.
   */
  readonly watchedUntilMs?: number;
}

/** A crossing while its connection is being read: marks are added, its fate may change. */
export type Draft = { -readonly [Key in keyof Omit<Crossing, "marks">]: Crossing[Key] } & {
  readonly marks: CrossingMark[];
  /** Relative end of its sequence numbers: a SYN and a FIN count as one. */
  readonly end: number;
};
