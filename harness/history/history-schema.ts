import { z } from "zod";
import { contentSchema } from "../scenario/content.ts";
import { protocolSchema } from "../scenario/scenario.ts";
import { linkFaultSchema } from "../scenario/step.ts";
import { type History, historySchemaVersion } from "./history.ts";

const count = z.number().int().nonnegative();
const ms = z.number();
const port = z.number().int().min(0).max(65_535);

/** A seed is 32 bits wide. */
const seed = count.max(0xffffffff);

const contextSchema = z.object({
  seed,
  roundTripMs: z.number().nonnegative(),
  slowestKbit: z.number().positive().nullable(),
  lossy: z.boolean(),
  maxFrameBytes: count,
  keepAliveMs: z.number().nonnegative(),
  echoCapacityBytes: count,
  loopCapacityBytes: count,
});

const receivedSchema = z.object({
  bytes: count,
  // Digests of blocks of another size could not be compared with what is owed.
  blockBytes: z.literal(16_384),
  blockCrcs: z.array(count),
  head: z.base64(),
  cutShort: z.boolean(),
});

const connectionSchema = z.object({
  name: z.string(),
  group: z.string(),
  localPort: port.nullable(),
  connectingAtMs: ms,
  connectedAtMs: ms.nullable(),
  sent: z.array(z.object({ atMs: ms, content: z.array(contentSchema), seed, bytes: count })),
  received: receivedSchema,
  waits: z.array(
    z.object({
      step: z.enum(["awaitEcho", "awaitEnd", "send", "sendUntilBlocked"]),
      fromMs: ms,
      toMs: ms,
      satisfied: z.boolean(),
      receivedBytes: count,
      owedBytes: count,
    }),
  ),
  pings: z.array(
    z.object({
      atMs: ms,
      untilMs: ms,
      latencyMs: ms.nullable(),
      // Histories of before do not tell: then no latency is excused by it.
      processorWaitMs: ms.default(0),
    }),
  ),
  peerEnd: z
    .object({ how: z.enum(["fin", "rst"]), atMs: ms, errno: z.string().nullable() })
    .nullable(),
  connectError: z.string().nullable(),
  unsolicitedBytes: count,
  owedAtShutdownBytes: count.nullable(),
  inspections: z.array(
    z.object({
      atMs: ms,
      dataSegmentsOut: count,
      minimumRoundTripMs: ms.nullable(),
      bytesAcked: count,
      bytesReceived: count,
      bytesRetransmitted: count,
    }),
  ),
});

const eventSchema = z.object({
  atMs: ms,
  event: z.enum([
    "connecting",
    "connected",
    "connect-failed",
    "wrote",
    "received",
    "blocked",
    "reading-stopped",
    "reading-resumed",
    "fin-sent",
    "rst-sent",
    "closed",
    "fin-received",
    "rst-received",
    "write-failed",
    "deadline-passed",
    "sampled",
    "signalled",
    "restarted",
    "second-started",
    "urgent-sent",
    "link-broken",
    "link-restored",
    "link-unsettled",
    "implementation-exited",
  ]),
  connection: z.string().exactOptional(),
  bytes: count.exactOptional(),
  untilMs: ms.exactOptional(),
  detail: z.string().exactOptional(),
});

export const processSampleShape = {
  processes: count,
  residentBytes: count,
  residentPeakBytes: count,
  addressSpaceBytes: count,
  descriptors: count,
  cpuMs: ms,
  runnableMs: ms,
};

export const countersSchema = z.record(z.string(), z.number());
const outputSchema = z.object({ text: z.string(), bytesDropped: count });

const outcomeSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("running"), processes: count }),
  z.object({ state: z.literal("exited"), status: z.number().int(), atMs: ms }),
  z.object({
    state: z.literal("killed"),
    signal: z.string(),
    atMs: ms,
    outOfMemory: z.literal(true).exactOptional(),
  }),
]);

/** Keys that are not known are left out: a key that changes what others mean raises the version. */
export const historySchema: z.ZodType<History> = z.object({
  schemaVersion: z.literal(historySchemaVersion),
  protocol: protocolSchema,
  context: contextSchema,
  connections: z.array(connectionSchema),
  events: z.array(eventSchema),
  eventsDropped: count,
  samples: z.array(
    z.object({
      label: z.string(),
      atMs: ms,
      implementation: z.object(processSampleShape).nullable(),
      sockets: z.record(z.string(), count).nullable(),
    }),
  ),
  counters: z.object({ client: countersSchema.nullable(), server: countersSchema.nullable() }),
  restarts: z.array(z.object({ atMs: ms, readyAfterMs: ms, failure: z.string().nullable() })),
  linkFaults: z.array(
    z.object({ fault: linkFaultSchema, atMs: ms, untilMs: ms, droppedSegments: count }),
  ),
  secondInstance: z.object({ atMs: ms, outcome: outcomeSchema, output: outputSchema }).nullable(),
  idleCpuShare: z.number().nullable(),
  process: z
    .object({
      atEnd: outcomeSchema,
      stop: z
        .object({
          signals: z.array(z.enum(["SIGTERM", "SIGKILL"])),
          tookMs: ms,
          outcome: outcomeSchema,
        })
        .nullable(),
      output: outputSchema,
    })
    .nullable(),
  timerLatenessMsMax: ms,
});
