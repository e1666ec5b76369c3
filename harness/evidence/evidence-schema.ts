import { z } from "zod";
import { countersSchema, processSampleShape } from "../history/history-schema.ts";
import {
  type CounterSample,
  type Evidence,
  type EvidenceDigest,
  evidenceSchemaVersion,
} from "./evidence.ts";

const count = z.number().int().nonnegative();
const ms = z.number();

/** A journal from somebody else must not make a reader open files outside its folder. */
export const ownPathSchema = z
  .string()
  .regex(
    /^(?!\.\.?(\/|$))[^/\0]+(\/(?!\.\.?(\/|$))[^/\0]+)*$/,
    "expected a path inside the run's folder",
  );

const captureFileSchema = z.object({
  file: ownPathSchema,
  packets: count,
  packetsCut: count,
  packetsBeforeGap: count.nullable().exactOptional(),
});

const wayDigestSchema = z.object({
  segments: count,
  payloadBytes: count,
  retransmittedSegments: count,
  lostSegments: z.number().int(),
});

export const evidenceDigestSchema: z.ZodType<EvidenceDigest> = z.object({
  toServer: wayDigestSchema.nullable(),
  toClient: wayDigestSchema.nullable(),
  peakMemoryBytes: count.nullable(),
});

const socketSampleSchema = z.object({
  atMs: ms,
  host: z.enum(["client", "server"]),
  clientPort: z.number().int().min(0).max(65_535),
  state: z.string(),
  receiveQueueBytes: count,
  sendQueueBytes: count,
  congestionWindowSegments: z.number().nullable(),
  peerWindowBytes: z.number().nullable(),
  roundTripMs: ms.nullable(),
  retransmissionTimeoutMs: ms.nullable(),
  retransmittedSegments: count,
});

const counterSampleSchema: z.ZodType<CounterSample> = z.object({
  atMs: ms,
  client: countersSchema.nullable(),
  server: countersSchema.nullable(),
});

export const evidenceSchema: z.ZodType<Evidence> = z.object({
  schemaVersion: z.literal(evidenceSchemaVersion),
  serverPort: z.number().int().min(0).max(65_535),
  capture: z
    .object({ clockOffsetMs: ms, client: captureFileSchema, server: captureFileSchema })
    .nullable(),
  whyNoCapture: z.string().nullable(),
  sockets: z.array(socketSampleSchema),
  whyNoSockets: z.string().nullable(),
  processes: z.array(z.object({ ...processSampleShape, atMs: ms })),
  whyNoProcesses: z.string().nullable(),
  counters: z.array(counterSampleSchema).exactOptional(),
  systemCalls: ownPathSchema.nullable(),
  whyNoSystemCalls: z.string().nullable(),
  cut: z.array(z.object({ what: z.string(), count })),
});
