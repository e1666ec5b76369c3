import { z } from "zod";
import { counterDeltasSchema, processSampleSchema } from "../history/history.ts";
import type { Parsed } from "../history/parsed.ts";

/** Incremented when readers would misread older or newer evidence. */
export const evidenceSchemaVersion = 1;

const count = z.number().int().nonnegative();
const ms = z.number();
const port = z.number().int().min(0).max(65_535);

/** A journal from an untrusted source must not make a reader open files outside the run's folder. */
export const ownPathSchema = z
  .string()
  .regex(
    /^(?!\.\.?(\/|$))[^/\0]+(\/(?!\.\.?(\/|$))[^/\0]+)*$/,
    "expected a path inside the run's folder",
  );

const captureFileSchema = z.object({
  file: ownPathSchema,
  packets: count,
  /** Packets missing from it, dropped by the kernel or by the size limit. */
  packetsCut: count,
  /**
   * Between which of its packets those are missing that the limit of size left out: that many are
   * before the gap, counted from the file's beginning. Missing or null if there is no gap.
   */
  packetsBeforeGap: count.nullable().exactOptional(),
});

/** Captures at both sides of the wire: a segment in only one of them was lost. */
const captureSchema = z.object({
  /** Add this to a packet's time since the Epoch, in ms, to get the history's. */
  clockOffsetMs: ms,
  /** pcap files, relative to the run's folder: at the client's side, and at the server's. */
  client: captureFileSchema,
  server: captureFileSchema,
});

/** One socket as the kernel describes it (`ss --info`), at one moment. */
const socketSampleSchema = z.object({
  atMs: ms,
  host: z.enum(["client", "server"]),
  /** The port at the client's end, which matches the history's `localPort`. */
  clientPort: port,
  state: z.string(),
  /** Bytes not yet read by its owner, and bytes not yet acknowledged by its peer. */
  receiveQueueBytes: count,
  sendQueueBytes: count,
  /** Null if the kernel does not report it. */
  congestionWindowSegments: z.number().nullable(),
  peerWindowBytes: z.number().nullable(),
  roundTripMs: ms.nullable(),
  retransmissionTimeoutMs: ms.nullable(),
  retransmittedSegments: count,
  /**
   * More of TCP_INFO. Missing in older evidence, and where the kernel does not describe the socket, as in
   * TIME-WAIT.
   */
  minimumRoundTripMs: ms.nullable().exactOptional(),
  unacknowledgedSegments: count.exactOptional(),
  lostSegments: count.exactOptional(),
  /** The rate at which data was last delivered to the peer; null where nothing was measured. */
  deliveryBytesPerSecond: count.nullable().exactOptional(),
  /** Bytes that the peer has acknowledged, and bytes received from it. */
  bytesAcked: count.exactOptional(),
  bytesReceived: count.exactOptional(),
});

const timedProcessSampleSchema = processSampleSchema.extend({ atMs: ms });

/** Growth of the hosts' kernel counters since the previous sample; null if hidden. */
const counterSampleSchema = z.object({
  atMs: ms,
  client: counterDeltasSchema.nullable(),
  server: counterDeltasSchema.nullable(),
});

/** What was recorded of one wire. */
const wireEvidenceSchema = z.object({
  /** The port to which the captured segments belong. */
  serverPort: port,
  capture: captureSchema.nullable(),
  /** Why there is none; null if there is. */
  whyNoCapture: z.string().nullable(),
  sockets: z.array(socketSampleSchema),
  whyNoSockets: z.string().nullable(),
});

/**
 * The recordings that a person needs beside the history to trust a verdict: stored as
 * `cases/<name>.evidence.json`, with the captures beside it. Times are those of the history:
 * milliseconds since the case began, on the monotonic clock.
 */
export const evidenceSchema = wireEvidenceSchema.extend({
  schemaVersion: z.literal(evidenceSchemaVersion),
  /**
   * The second wire, whose client is the proxy under test and whose server is its upstream. Absent for
   * what is no proxy.
   */
  upstream: wireEvidenceSchema.exactOptional(),
  processes: z.array(timedProcessSampleSchema),
  whyNoProcesses: z.string().nullable(),
  /** Absent if not recorded. */
  counters: z.array(counterSampleSchema).exactOptional(),
  /** The implementation's system calls, a text file relative to the run's folder. */
  systemCalls: ownPathSchema.nullable(),
  whyNoSystemCalls: z.string().nullable(),
  /** Evidence omitted because of the size limits. */
  cut: z.array(z.object({ what: z.string(), count })),
});

/** Traffic in one direction of the wire. */
const wayDigestSchema = z.object({
  /** Segments that the sender put on the wire, including retransmissions, and their payload. */
  segments: count,
  payloadBytes: count,
  /** Segments that began before the end of what had already been sent. */
  retransmittedSegments: count,
  /** Segments that entered and did not leave while the case ran. */
  lostSegments: z.number().int(),
});

/** A summary of a case's evidence, always kept in the journal. */
export const evidenceDigestSchema = z.object({
  /** Present if packets with datagrams were counted, fragments too, instead of segments. */
  transport: z.literal("udp").exactOptional(),
  /** Null if the wire could not be observed. */
  toServer: wayDigestSchema.nullable(),
  toClient: wayDigestSchema.nullable(),
  /** The same of the wire between a proxy and its upstream, which is the server there. */
  upstream: z
    .object({ toServer: wayDigestSchema.nullable(), toClient: wayDigestSchema.nullable() })
    .exactOptional(),
  /** The implementation's highest sampled memory; null if hidden. */
  peakMemoryBytes: count.nullable(),
});

export type Evidence = Parsed<typeof evidenceSchema>;
export type WireEvidence = Parsed<typeof wireEvidenceSchema>;
export type Capture = Parsed<typeof captureSchema>;
export type SocketSample = Parsed<typeof socketSampleSchema>;
export type TimedProcessSample = Parsed<typeof timedProcessSampleSchema>;
export type CounterSample = Parsed<typeof counterSampleSchema>;
export type EvidenceDigest = Parsed<typeof evidenceDigestSchema>;
export type WayDigest = Parsed<typeof wayDigestSchema>;
