import type { CounterDeltas } from "../history/history.ts";

/** The counters of the wire and the hosts, and the wire's settings, at one moment. */
export interface LinkObservation {
  readonly up: DirectionObservation;
  readonly down: DirectionObservation;
  /** The most segments that one packet may carry, by interface, for example `client:eth0`. */
  readonly segmentsAPacket: Readonly<Record<string, number>>;
  /** Segments dropped by scenarios' steps. */
  readonly lostByFaults: number;
  /** Kernel counters of the hosts, by name, for example `Tcp.RetransSegs`. */
  readonly client: CounterDeltas;
  readonly server: CounterDeltas;
}

export interface DirectionObservation {
  /** Traffic onto the wire from the sending host, and off it at the receiving host. */
  readonly entered: Traffic;
  readonly left: Traffic;
  /** Parsed JSON of `tc -j -s qdisc show` for the interface through which the direction leaves. */
  readonly qdiscs: unknown;
}

/** Counts of TCP segments, on a wire without segmentation offload. */
export interface Traffic {
  readonly packets: number;
  readonly bytes: number;
  /** Those that consume sequence numbers, and so are retransmitted if lost: data, SYN, FIN. */
  readonly sequenced: number;
  /** Those of `sequenced` whose first sequence number had passed before. */
  readonly again: number;
  /** Those of `sequenced` that did not fit the table, so that repeats cannot be recognized. */
  readonly unremembered: number;
}
