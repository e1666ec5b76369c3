import { z } from "zod";
import { byteAmountSchema, durationSchema } from "./amount-schema.ts";
import { clientStepSchemas } from "./client/steps.ts";
import { contentSchema, cutSchema } from "./content.ts";
import { datagramStepSchemas } from "./datagram-step.ts";
import { linkDirections } from "./link-direction.ts";

const connectionName = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, "expected a name such as main or second-client");

/**
 * How a send is cut into writes. Without one, everything goes out in a single write.
 *
 * - `bytes`: writes of that size. `cuts`: cut at these places of the first message.
 * - `cutByIndex`: the n-th connection of a group is cut once, at offset n (from 1), and where the content
 *   is shorter, from its beginning again.
 * - `random`: seeded sizes between `min` and `max`.
 *
 * `gap` is the time between two writes. It must exceed the peer's read for each write to be one
 * segment.
 */
export const chunkPlanSchema = z.union([
  z.strictObject({ bytes: z.number().int().min(1), gap: durationSchema }),
  z.strictObject({ cuts: z.array(cutSchema).min(1), gap: durationSchema }),
  z.strictObject({ cutByIndex: z.literal(true), gap: durationSchema }),
  z.strictObject({
    random: z
      .strictObject({ min: z.number().int().min(1), max: z.number().int().min(1) })
      .refine(({ min, max }) => min <= max, { message: "expected min to be at most max" }),
    gap: durationSchema,
  }),
]);

/** SIGUSR1 is left out: it opens Node's inspector. */
const signalSchema = z.enum(["SIGTERM", "SIGKILL", "SIGSTOP", "SIGCONT"]);

/** `toServer`: segments that the client sends. */
const linkDirectionSchema = z.enum(linkDirections);

/** Segments that the wire loses from this step on, until `restoreLink`. */
export const linkFaultSchema = z.discriminatedUnion("do", [
  z
    .strictObject({
      do: z.literal("blackhole"),
      direction: linkDirectionSchema.optional().describe("default: both"),
    })
    .describe("lose every segment"),
  z
    .strictObject({
      do: z.literal("dropSegments"),
      of: z.enum(["data", "syn"]).describe("syn: SYN toServer, SYN-ACK toClient"),
      direction: linkDirectionSchema,
      nth: z.number().int().min(1).optional().describe("the first one to lose, from 1"),
      count: z.number().int().min(1).optional().describe("as many in a row; default 1"),
      every: z.number().int().min(2).optional().describe("instead: each of them with that number"),
    })
    .refine(
      ({ nth, count, every }) =>
        (nth === undefined) !== (every === undefined) &&
        !(every !== undefined && count !== undefined),
      {
        message: "expected nth, with or without count, or every",
      },
    )
    .describe("lose segments by their number from now on, retransmissions included"),
]);

export type LinkFault = z.infer<typeof linkFaultSchema>;

const on = connectionName.describe("a connection, or all of a group, from the last connect");
const deadline = durationSchema.optional();

const ofUpstream = z
  .literal("upstream")
  .optional()
  .describe("the server behind a proxy; default: the implementation");

const leafStepSchemas = [
  z.strictObject({
    do: z.literal("connect"),
    connection: connectionName,
    count: z.number().int().min(1).max(2000).optional().describe("a group; default 1"),
    family: z.enum(["IPv4", "IPv6"]).optional().describe("default: either, IPv4 first"),
    shortSegments: z
      .literal(true)
      .optional()
      .describe("the server's segments carry 1360 bytes, where the lab can; default: 1448"),
    unopened: z.literal(true).optional().describe("a step sends the protocol's opening, or none"),
    mute: z
      .literal(true)
      .optional()
      .describe("answers nothing that the server asks, such as a heartbeat's ping"),
    deadline: deadline.describe("attempts go on behind it"),
  }),
  z.strictObject({ do: z.literal("awaitConnected"), on, deadline }),
  z.strictObject({
    do: z.literal("send"),
    on,
    content: z.array(contentSchema).min(1),
    chunks: chunkPlanSchema.optional(),
    deadline,
  }),
  z.strictObject({
    do: z.literal("sendUntilBlocked"),
    on,
    messageBytes: byteAmountSchema,
    limit: byteAmountSchema.describe("bytes offered at most"),
    quiet: durationSchema.describe("blocked: no write completed for this long"),
    deadline,
  }),
  z.strictObject({ do: z.literal("stopReading"), on }),
  z.strictObject({
    do: z.literal("resumeReading"),
    on,
    bytesPerSecond: z.number().int().min(1024).optional().describe("default: unlimited"),
  }),
  z.strictObject({ do: z.literal("shutdownWrite"), on }),
  z.strictObject({ do: z.literal("abort"), on }),
  z.strictObject({ do: z.literal("close"), on }),
  z.strictObject({
    do: z.literal("awaitEcho"),
    on,
    deadline,
    idle: durationSchema.optional().describe("give up when nothing arrived for this long"),
  }),
  z.strictObject({ do: z.literal("awaitEnd"), on, deadline }),
  z.strictObject({ do: z.literal("awaitQuiet"), on, quiet: durationSchema }),
  z.strictObject({
    do: z.literal("ping"),
    on,
    count: z.number().int().min(1).max(10_000),
    bytes: z
      .union([byteAmountSchema, z.array(byteAmountSchema).min(1).readonly()])
      .describe("payload bytes; of several sizes, each ping takes the next one"),
    every: durationSchema.describe("from one echo, or its deadline, to the next ping"),
    deadline,
  }),
  z.strictObject({
    do: z.literal("pause"),
    duration: durationSchema,
    serverWaits: z
      .literal(true)
      .optional()
      .describe("the server can only wait: look at its processor time and wakeups"),
  }),
  z.strictObject({ do: z.literal("inspect"), on }).describe("record TCP_INFO of the socket"),
  z.strictObject({ do: z.literal("sendUrgent"), on }).describe("one byte, MSG_OOB"),
  z
    .strictObject({
      do: z.literal("sendDescriptors"),
      on,
      content: z.array(contentSchema).min(1).describe("sent in one write"),
      count: z.number().int().min(1).max(253).describe("SCM_MAX_FD of Linux is 253"),
    })
    .describe("descriptors beside the bytes, SCM_RIGHTS"),
  z
    .strictObject({ do: z.literal("trySocketType"), type: z.enum(["seqpacket"]) })
    .describe("connect a socket of another type to the server's, and close it"),
  ...clientStepSchemas,
  z
    .strictObject({ do: z.literal("signal"), name: signalSchema, of: ofUpstream })
    .describe("to the implementation"),
  z.strictObject({ do: z.literal("awaitExit"), deadline: durationSchema, of: ofUpstream }),
  z
    .strictObject({ do: z.literal("restart"), of: ofUpstream })
    .describe("start it again, on the same port or path"),
  z
    .strictObject({
      do: z.literal("startSecond"),
      deadline: durationSchema,
      socketPathBytes: z
        .number()
        .int()
        .min(96)
        .max(200)
        .optional()
        .describe("at a path of its own of that length; default: where the first one is"),
    })
    .describe("start another one on the same port or path, and wait until it ends"),
  z
    .strictObject({
      do: z.literal("runClient"),
      messages: z
        .array(z.number().int().min(0).max(120_000))
        .min(1)
        .max(100)
        .describe("payload bytes of each; sent one after another, on one connection"),
    })
    .describe("run the client of the pair against the server, until it ends"),
  z
    .strictObject({
      do: z.literal("awaitBaseline"),
      label: connectionName,
      like: connectionName,
      deadline: durationSchema,
    })
    .describe("sample until descriptors are as few as at another sample"),
  z
    .strictObject({
      do: z.literal("sample"),
      label: connectionName,
    })
    .describe("record the implementation's memory, descriptors, sockets and CPU time"),
  z
    .strictObject({
      do: z.literal("readOptions"),
      label: connectionName,
    })
    .describe(
      "record the options of the server's sockets; no connection may be about to close meanwhile",
    ),
  z
    .strictObject({
      do: z.literal("load"),
      label: connectionName.describe("what checks and figures call it"),
      connections: z.number().int().min(1).max(10_000).optional().describe("default 1"),
      connectWithin: deadline.describe("until then, tries again while connections are refused"),
      idleSample: connectionName
        .optional()
        .describe("record a sample with that label while its connections are open and idle"),
      bytes: byteAmountSchema.describe("payload of each message"),
      depth: z
        .number()
        .int()
        .min(1)
        .optional()
        .describe("closed model: messages that each connection keeps on their way"),
      queueAtMost: durationSchema
        .optional()
        .describe("fewer of them where the link's slower direction takes longer for all"),
      messagesPerSecond: z
        .number()
        .positive()
        .optional()
        .describe("open model: sent at fixed times, by all connections in turn"),
      warmUp: durationSchema.describe("not measured"),
      duration: durationSchema.describe("measured, after it"),
      deadline: deadline.describe("for the echoes that are on their way at the end"),
      writes: z.literal(2).optional().describe("header and payload apart; default: one write"),
      nagle: z.literal(true).optional().describe("without TCP_NODELAY"),
      quickAck: z.literal(true).optional().describe("acknowledges at once: TCP_QUICKACK"),
      sendBufferBytes: z.number().int().min(1).optional().describe("SO_SNDBUF"),
      receiveBufferBytes: z.number().int().min(1).optional().describe("SO_RCVBUF"),
      recordSegments: z
        .literal(true)
        .optional()
        .describe("at the server's side of the wire, for wireLatency; adds a microsecond or two"),
    })
    .refine(
      ({ depth, messagesPerSecond }) => (depth === undefined) !== (messagesPerSecond === undefined),
      {
        message: "expected depth (closed model) or messagesPerSecond (open model)",
      },
    )
    .describe("equal messages for some seconds, on connections of their own"),
  ...datagramStepSchemas,
  ...linkFaultSchema.options,
  z.strictObject({ do: z.literal("restoreLink") }).describe("end every fault of the link"),
] as const;

export type LeafStep = z.infer<(typeof leafStepSchemas)[number]>;

/**
 * Plays `steps` that many times; a `connect` inside makes a new connection each time. The best round
 * counts for a `linear` check, so no further round is played once the one named by `until` holds.
 */
export interface RepeatStep {
  readonly do: "repeat";
  readonly times: number;
  readonly until?: string | undefined;
  readonly steps: readonly Step[];
}

/** Plays the branches in parallel, and continues when all have ended. */
interface TogetherStep {
  readonly do: "together";
  readonly branches: readonly (readonly Step[])[];
}

export type Step = LeafStep | RepeatStep | TogetherStep;
export type ChunkPlan = z.infer<typeof chunkPlanSchema>;

const repeatStepSchema = z.strictObject({
  do: z.literal("repeat"),
  times: z.number().int().min(1).max(10_000),
  until: z.string().optional().describe("play no further round once this `linear` check holds"),
  get steps(): z.ZodArray<z.ZodType<Step>> {
    return z.array(stepSchema).min(1);
  },
});

const togetherStepSchema = z.strictObject({
  do: z.literal("together"),
  get branches(): z.ZodArray<z.ZodArray<z.ZodType<Step>>> {
    return z.array(z.array(stepSchema).min(1)).min(2).max(16);
  },
});

export const stepSchema: z.ZodType<Step> = z.discriminatedUnion("do", [
  ...leafStepSchemas,
  repeatStepSchema,
  togetherStepSchema,
]);
