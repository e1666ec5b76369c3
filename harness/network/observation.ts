import { z } from "zod";
import { counterDeltasSchema } from "../history/history.ts";
import type { Parsed } from "../history/parsed.ts";

/** Counts of TCP segments, on a wire without segmentation offload. */
const trafficSchema = z.object({
  packets: z.number(),
  bytes: z.number(),
  /** Those that consume sequence numbers, and so are retransmitted if lost: data, SYN, FIN. */
  sequenced: z.number(),
  /** Those of `sequenced` whose first sequence number had passed before. */
  again: z.number(),
  /**
   * Those that were not remembered, for want of room: whether they passed again is not known.
   * Older journals lack it.
   */
  unremembered: z.number().default(0),
});

const directionObservationSchema = z.object({
  /** Traffic onto the wire from the sending host, and off it at the receiving host. */
  entered: trafficSchema,
  left: trafficSchema,
  /** Parsed JSON of `tc -j -s qdisc show` for the interface through which the direction leaves. */
  qdiscs: z.unknown(),
});

/** The counters of the wire and the hosts, and the wire's settings, at one moment. */
export const linkObservationSchema = z.object({
  up: directionObservationSchema,
  down: directionObservationSchema,
  /** The most segments that one packet may carry, by interface, for example `client:eth0`. */
  segmentsAPacket: z.record(z.string(), z.number()),
  /** The largest IP packet of each interface, in bytes. Older journals lack it. */
  mtuBytes: z.record(z.string(), z.number()).default({}),
  /** Segments dropped by scenarios' steps. */
  lostByFaults: z.number(),
  /** Kernel counters of the hosts, by name, for example `Tcp.RetransSegs`. */
  client: counterDeltasSchema,
  server: counterDeltasSchema,
});

export type LinkObservation = Parsed<typeof linkObservationSchema>;
export type DirectionObservation = Parsed<typeof directionObservationSchema>;
export type Traffic = Parsed<typeof trafficSchema>;
