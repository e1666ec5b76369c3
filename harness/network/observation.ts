import { z } from "zod";
import { counterDeltasSchema } from "../history/history.ts";
import type { Parsed } from "../history/parsed.ts";

/** Counts of TCP segments, on a wire without segmentation offload. */
const trafficSchema = z.object({
  packets: z.number(),
  bytes: z.number(),
  /** Those that take up sequence numbers, and so are sent again when they are lost: data, SYN, FIN. */
  sequenced: z.number(),
  /** Those of them whose first sequence number had passed before. */
  again: z.number(),
  /**
   * Those that were not remembered, for want of room: whether they passed again is not known.
   * Older journals lack it.
   */
  unremembered: z.number().default(0),
});

const directionObservationSchema = z.object({
  /** What came onto the wire from the sending host, and what came off it at the receiving one. */
  entered: trafficSchema,
  left: trafficSchema,
  /** Parsed JSON of `tc -j -s qdisc show` for the interface through which the direction leaves. */
  qdiscs: z.unknown(),
});

/** What the wire and the hosts had counted, and how the wire was set, at one moment. */
export const linkObservationSchema = z.object({
  up: directionObservationSchema,
  down: directionObservationSchema,
  /** Segments that one packet may carry at most, by interface such as `client:eth0`. */
  segmentsAPacket: z.record(z.string(), z.number()),
  /** Segments that scenarios' own steps have lost. */
  lostByFaults: z.number(),
  /** Kernel counters of the hosts, by names such as `Tcp.RetransSegs`. */
  client: counterDeltasSchema,
  server: counterDeltasSchema,
});

export type LinkObservation = Parsed<typeof linkObservationSchema>;
export type DirectionObservation = Parsed<typeof directionObservationSchema>;
export type Traffic = Parsed<typeof trafficSchema>;
