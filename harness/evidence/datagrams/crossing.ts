import type { LinkDirection } from "../../scenario/link-direction.ts";
import type { CrossingFate, CrossingMark } from "../crossings/crossing.ts";

/** One UDP datagram crossing the wire, or an ICMP error about one. Times are the history's. */
export interface DatagramCrossing {
  readonly direction: LinkDirection;
  /** When its first packet entered the wire; null if only its arrival was captured. */
  readonly sentAtMs: number | null;
  /** When its last packet left the wire; null unless `fate` is `arrived`. */
  readonly arrivedAtMs: number | null;
  readonly fate: CrossingFate;
  /** `address:port` of both ends. */
  readonly source: string;
  readonly destination: string;
  /** Of its data; 0 for an error. */
  readonly payloadBytes: number;
  /** The beginning of its data, as far as it was captured; of an error, that of what it is about. */
  readonly head: Uint8Array;
  /** Packets in which it travelled, and those of them that were lost. */
  readonly fragments: number;
  readonly fragmentsLost: number;
  /** What an error says, such as `port unreachable`; null for a datagram. */
  readonly icmp: string | null;
  /** `duplicated`, `out-of-order`, and once it is named, `retransmission` for one that was sent again. */
  readonly marks: readonly CrossingMark[];
}

/** Datagrams of one of the client's ports, in order of time. */
export interface WireSocket {
  readonly clientPort: number;
  readonly crossings: readonly DatagramCrossing[];
}

/** A datagram with its place among those of its socket. */
export interface NamedDatagram extends DatagramCrossing {
  /** The request that it is or answers, from 1; null if it is neither. */
  readonly number: number | null;
  /** How many requests there were. */
  readonly requests: number;
}
