import { z } from "zod";
import { counterDeltasSchema, processSampleSchema } from "../history/history.ts";
import type { Parsed } from "../history/parsed.ts";

/** Raised when a reader of stored evidence would misread an older or newer one. */
export const evidenceSchemaVersion = 1;

const count = z.number().int().nonnegative();
const ms = z.number();
const port = z.number().int().min(0).max(65_535);

/** A journal that somebody was sent must not make a reader open files elsewhere. */
export const ownPathSchema = z
  .string()
  .regex(
    /^(?!\.\.?(\/|$))[^/\0]+(\/(?!\.\.?(\/|$))[^/\0]+)*$/,
    "expected a path inside the run's folder",
  );

const captureFileSchema = z.object({
  file: ownPathSchema,
  packets: count,
  /** Packets that the kernel or the limit of size left out of it. */
  packetsCut: count,
  /**
   * Between which of its packets those are missing that the limit of size left out: that many are
   * before the gap, counted from the file's beginning. Missing or null where there is no gap.
   */
  packetsBeforeGap: count.nullable().exactOptional(),
});

/** The same segments at both sides of the wire: what one has and the other has not was lost. */
const captureSchema = z.object({
  /** Add this to a packet's time since the Epoch, in ms, to have the history's. */
  clockOffsetMs: ms,
  /** pcap files, relative to the run's folder: at the client's side, and at the server's. */
  client: captureFileSchema,
  server: captureFileSchema,
});

/** One socket as the kernel describes it (`ss --info`), at one moment. */
const socketSampleSchema = z.object({
  atMs: ms,
  host: z.enum(["client", "server"]),
  /** The port at the client's end: what connects it with the history's `localPort`. */
  clientPort: port,
  state: z.string(),
  /** Bytes that its owner has not read, and bytes that its peer has not acknowledged. */
  receiveQueueBytes: count,
  sendQueueBytes: count,
  /** Null where the kernel does not tell. */
  congestionWindowSegments: z.number().nullable(),
  peerWindowBytes: z.number().nullable(),
  roundTripMs: ms.nullable(),
  retransmissionTimeoutMs: ms.nullable(),
  retransmittedSegments: count,
});

const timedProcessSampleSchema = processSampleSchema.extend({ atMs: ms });

/** What the hosts' kernel counters grew by since the sample before; null where they are hidden. */
const counterSampleSchema = z.object({
  atMs: ms,
  client: counterDeltasSchema.nullable(),
  server: counterDeltasSchema.nullable(),
});

/**
 * What a person needs beside the history to believe a verdict: stored as
 * `cases/<name>.evidence.json`, with the captures beside it. Times are those of the history:
 * milliseconds since the case began, on the monotonic clock.
 */
export const evidenceSchema = z.object({
  schemaVersion: z.literal(evidenceSchemaVersion),
  /** The implementation's port: its segments are those of the captures. */
  serverPort: port,
  capture: captureSchema.nullable(),
  /** Why there is none; null where there is. */
  whyNoCapture: z.string().nullable(),
  sockets: z.array(socketSampleSchema),
  whyNoSockets: z.string().nullable(),
  processes: z.array(timedProcessSampleSchema),
  whyNoProcesses: z.string().nullable(),
  /** Missing where nobody looked. */
  counters: z.array(counterSampleSchema).exactOptional(),
  /** The implementation's system calls, a text file relative to the run's folder. */
  systemCalls: ownPathSchema.nullable(),
  whyNoSystemCalls: z.string().nullable(),
  /** What the size limits left out. */
  cut: z.array(z.object({ what: z.string(), count })),
});

/** What went one way over the wire. */
const wayDigestSchema = z.object({
  /** Segments as the sender put them on the wire, retransmissions too, and their payload. */
  segments: count,
  payloadBytes: count,
  /** Segments that began before the end of what had been sent already. */
  retransmittedSegments: count,
  /** Segments that went in and did not come out while the case ran. */
  lostSegments: z.number().int(),
});

/** A case's evidence in a few numbers, kept in the journal however the case ended. */
export const evidenceDigestSchema = z.object({
  /** Null where the wire could not be watched. */
  toServer: wayDigestSchema.nullable(),
  toClient: wayDigestSchema.nullable(),
  /** The most memory that the implementation held when it was looked at; null where hidden. */
  peakMemoryBytes: count.nullable(),
});

export type Evidence = Parsed<typeof evidenceSchema>;
export type Capture = Parsed<typeof captureSchema>;
export type SocketSample = Parsed<typeof socketSampleSchema>;
export type TimedProcessSample = Parsed<typeof timedProcessSampleSchema>;
export type CounterSample = Parsed<typeof counterSampleSchema>;
export type EvidenceDigest = Parsed<typeof evidenceDigestSchema>;
export type WayDigest = Parsed<typeof wayDigestSchema>;
