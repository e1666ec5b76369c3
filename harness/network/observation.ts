import type { CounterDeltas } from "../history/history.ts";

/** What the wire and the hosts had counted, and how the wire was set, at one moment. */
export interface LinkObservation {
  readonly up: DirectionObservation;
  readonly down: DirectionObservation;
  /** Segments that one packet may carry at most, by interface such as `client:eth0`. */
  readonly segmentsAPacket: Readonly<Record<string, number>>;
  /** Segments that scenarios' own steps have lost. */
  readonly lostByFaults: number;
  /** Kernel counters of the hosts, by names such as `Tcp.RetransSegs`. */
  readonly client: CounterDeltas;
  readonly server: CounterDeltas;
}

export interface DirectionObservation {
  /** What came onto the wire from the sending host, and what came off it at the receiving one. */
  readonly entered: Traffic;
  readonly left: Traffic;
  /** Parsed JSON of `tc -j -s qdisc show` for the interface through which the direction leaves. */
  readonly qdiscs: unknown;
}

/** Counts of TCP segments, on a wire without segmentation offload. */
export interface Traffic {
  readonly packets: number;
  readonly bytes: number;
  /** Those that take up sequence numbers, and so are sent again when they are lost: data, SYN, FIN. */
  readonly sequenced: number;
  /** Those of them whose first sequence number had passed before. */
  readonly again: number;
  /** Those that were not remembered, for want of room: whether they passed again is not known. */
  readonly unremembered: number;
}
