import { z } from "zod";
import { caseContextSchema } from "../scenario/amount-schema.ts";
import type { TcpState } from "../scenario/check.ts";
import { contentSchema } from "../scenario/content.ts";
import { protocolSchema } from "../scenario/scenario.ts";
import { linkFaultSchema } from "../scenario/step.ts";
import { datagramSocketSchema, linkTrafficSchema } from "./datagram-history.ts";
import type { Parsed } from "./parsed.ts";
import { socketReadingSchema } from "./socket-options.ts";

/** Raised when a reader of stored histories would misread an older or newer one. */
export const historySchemaVersion = 1;

const count = z.number().int().nonnegative();
const ms = z.number();
const port = z.number().int().min(0).max(65_535);

/** A run of bytes that can be made again: `bytes` of what `content` renders to with `seed`. */
const sentPartSchema = z.object({
  atMs: ms,
  content: z.array(contentSchema),
  seed: caseContextSchema.shape.seed,
  /** Of what it finishes: the seed of the content that began that message. Older histories lack it. */
  begunSeed: caseContextSchema.shape.seed.exactOptional(),
  bytes: count,
  /**
   * Further bytes that the step should have sent and could not: the peer had reset the connection,
   * had not accepted it yet, or took no more of them in time. Older histories lack it.
   */
  withheldBytes: count.default(0),
});

/** A digest of the received bytes, of bounded size. */
const receivedDigestSchema = z.object({
  bytes: count,
  /**
   * Bytes in each block but the last. Digests of blocks of another size could not be compared with
   * what is owed.
   */
  blockBytes: z.literal(16_384),
  /** CRC-32 of each block. */
  blockCrcs: z.array(count),
  /** The first bytes, in base64. */
  head: z.base64(),
  /** Set when the driver stopped reading because far more arrived than was owed. */
  cutShort: z.boolean(),
});

const waitSchema = z.object({
  step: z.enum(["awaitEcho", "awaitEnd", "awaitMessage", "send", "sendUntilBlocked"]),
  fromMs: ms,
  toMs: ms,
  satisfied: z.boolean(),
  /** Bytes received when the wait ended, and bytes owed by then. */
  receivedBytes: count,
  owedBytes: count,
});

/** `latencyMs` is null when the echo had not come at `untilMs`. */
const pingSchema = z.object({
  atMs: ms,
  untilMs: ms,
  latencyMs: ms.nullable(),
  /**
   * Time that the driver and the implementation were ready to run meanwhile and had no processor,
   * in ms: how much of the latency may be this host's. Looked at when a ping was slow. Older
   * histories lack it: there it excuses no latency.
   */
  processorWaitMs: ms.default(0),
});

const peerEndSchema = z.object({
  how: z.enum(["fin", "rst"]),
  atMs: ms,
  /** The errno that the socket reported, such as `ECONNRESET`; null for a FIN. */
  errno: z.string().nullable(),
});

/** TCP_INFO of one socket of the driver at one moment. */
const inspectionSchema = z.object({
  atMs: ms,
  /** Retransmitted ones are not counted. */
  dataSegmentsOut: count,
  /** Smallest round trip that the kernel measured, in ms; null where it has none yet. */
  minimumRoundTripMs: ms.nullable(),
  bytesAcked: count,
  bytesReceived: count,
  bytesRetransmitted: count,
});

/** Both directions of a Unix-domain connection at one moment; the kernel has no TCP_INFO of it. */
const queueLookSchema = z.object({
  atMs: ms,
  /** Writes that the kernel took at once, each a buffer of its own in the server's queue. */
  writes: count,
  /** Writes that it did not take at once. */
  splitWrites: count,
  /** Bytes that the kernel had taken, and put into the server's queue. */
  takenBytes: count,
  /** Bytes that the driver had not read; null where `ss` does not show them. */
  unreadBytes: count.nullable(),
  /** Whether the server's send buffer was full; null where `ss` does not show it. */
  serverBlocked: z.boolean().nullable(),
});

/** One connection of the driver. A group `main` of three is `main#1`, `main#2` and `main#3`. */
const connectionSchema = z.object({
  name: z.string(),
  /** The name in the scenario, shared by a group and by the rounds of a repeat. */
  group: z.string(),
  /** The driver listened, and a client that is under test made the connection. Missing otherwise. */
  accepted: z.literal(true).exactOptional(),
  /** The port at the end that connected. Null when the handshake was never completed, and on a Unix-domain socket. */
  localPort: port.nullable(),
  connectingAtMs: ms,
  /** Null when the handshake was never completed. */
  connectedAtMs: ms.nullable(),
  /** Everything offered to the socket, in order. */
  sent: z.array(sentPartSchema),
  received: receivedDigestSchema,
  waits: z.array(waitSchema),
  pings: z.array(pingSchema),
  /** How and when the peer ended the connection; null while it had not. */
  peerEnd: peerEndSchema.nullable(),
  /** Why the connection could not be made; null when it was. */
  connectError: z.string().nullable(),
  /** Bytes that arrived before they were owed. */
  unsolicitedBytes: count,
  /**
   * When a step first shut down writing, whether or not a FIN could still be sent; null if none
   * did. Older histories lack it.
   */
  shutdownAtMs: ms.nullable().default(null),
  /** Bytes that were owed and had not arrived when the driver shut down writing. */
  owedAtShutdownBytes: count.nullable(),
  inspections: z.array(inspectionSchema),
  /** On a Unix-domain socket, instead of `inspections`. */
  queues: z.array(queueLookSchema).exactOptional(),
  /** How often connect() found the backlog of a Unix-domain socket full; missing if it never did. */
  backlogFullTimes: count.exactOptional(),
  /** On a Unix-domain socket: bytes that were owed and had not arrived when the driver ended it. */
  owedAtReleaseBytes: count.exactOptional(),
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
    "options-read",
    "signalled",
    "restarted",
    "upstream-signalled",
    "upstream-restarted",
    "second-started",
    "urgent-sent",
    "backlog-full",
    "descriptors-sent",
    "socket-type-tried",
    "link-broken",
    "link-restored",
    "link-unsettled",
    "implementation-exited",
    "listening",
    "client-started",
    "accepted",
    "client-run",
    "client-ended",
    "socket-opened",
    "datagrams-sent",
    "datagrams-received",
  ]),
  connection: z.string().exactOptional(),
  /** Bytes that the event moved; a run of reads or writes is one event with their sum. */
  bytes: count.exactOptional(),
  /** Datagrams that it moved, of a run the sum. */
  datagrams: count.exactOptional(),
  /** End of a run of reads or writes. */
  untilMs: ms.exactOptional(),
  detail: z.string().exactOptional(),
});

/** Sums over the implementation's whole process tree. */
export const processSampleSchema = z.object({
  processes: count,
  residentBytes: count,
  residentPeakBytes: count,
  addressSpaceBytes: count,
  descriptors: count,
  cpuMs: ms,
  /**
   * CPU time with that of threads that have ended and of children that were waited for, to 10 ms.
   * Older histories lack it.
   */
  cpuWithEndedMs: ms.default(0),
  /** CPU time, and the time spent waiting for a processor: what a busy loop uses on a busy host. */
  runnableMs: ms,
  /** How often a thread was given a processor. Older histories lack it. */
  timesScheduled: count.default(0),
  threads: count.default(0),
  /** Zombies: children that have exited and were not waited for. */
  zombies: count.default(0),
});

/** Looks at the implementation while it can only wait; none where its processes are hidden. */
const serverWaitSchema = z.object({
  fromMs: ms,
  looks: z.array(
    processSampleSchema
      .pick({ processes: true, cpuMs: true, runnableMs: true, timesScheduled: true })
      .extend({ atMs: ms }),
  ),
});

/**
 * The messages of a load as they passed the server's side of the wire, those whose requests arrived in
 * the measured time.
 */
const wireSchema = z.object({
  /** Requests whose replies never left. */
  unanswered: count,
  /** The others; see `readWireSamples`. Base64. */
  samples: z.base64(),
  /** Why they are not known; null if they are. */
  failure: z.string().nullable(),
});

/** How a machine's processors were used while a load was sent, in ms; ticks of 10 ms (proc_stat(5)). */
const machineTimesSchema = z.object({
  processors: count,
  elapsedMs: ms,
  /** Time that programs and system calls took, of all processors together. */
  busyMs: ms,
  /** Time that a hypervisor gave to others. */
  stolenMs: ms,
  /** The implementation's part of it, and how long it was ready to run and had no processor. */
  implementation: z.object({ cpuMs: ms, processorWaitMs: ms }).nullable(),
});

/** What a `load` step sent, and what came back. */
const loadSchema = z.object({
  label: z.string(),
  /** When its connections were established and it began to send; the samples count from here. */
  startedAtMs: ms,
  /** The measured time: after the warm-up, until the last message was to be sent. */
  fromMs: ms,
  untilMs: ms,
  /** Bytes of a message on the wire, with its header. */
  messageBytes: count,
  /**
   * For each connection: messages that were to be sent while it was measured, and echoes of them.
   * Older histories lack its port.
   */
  connections: z.array(
    z.object({ intended: count, echoed: count, localPort: port.exactOptional() }),
  ),
  /** Messages that were echoed at any time, those of the warm-up too. */
  echoedInAll: count,
  /** Echoed bytes that arrived while it was measured. */
  bytesInTime: count,
  /** Connections that the peer ended, or that failed. */
  connectionsLost: count,
  /** Whether a byte came back that differed from what was sent. */
  altered: z.boolean(),
  /** Why no load could be made; null if one was. */
  failure: z.string().nullable(),
  /** Whether that is a limit of this machine. Older histories lack it. */
  isLimited: z.boolean().default(false),
  /** Every echoed message; see `readSamples`. Base64. */
  samples: z.base64(),
  /** Null where it was not to be recorded. Older histories lack it. */
  wire: wireSchema.nullable().default(null),
  /** The client's own share of the trouble: messages offered to their sockets late, and its processor. */
  client: z.object({
    sentLate: z.object({ by100Us: count, by1Ms: count, by10Ms: count, mostMs: ms }),
    cpuMs: ms,
    /** How often it lost its processor to another program. */
    preemptions: count,
    /** How long it was ready to run and had no processor. Older histories lack it. */
    processorWaitMs: ms.default(0),
  }),
  /** The machine around the load; null where it is hidden. Older histories lack it. */
  machine: machineTimesSchema.nullable().default(null),
});

/** Keyed by state; states unknown to this version are kept and ignored. */
const socketCountsSchema: z.ZodType<Partial<Record<TcpState, number>>> = z.record(
  z.string(),
  count,
);

const sampleSchema = z.object({
  label: z.string(),
  atMs: ms,
  /** Connections that the driver had begun to make until then. Older histories lack it. */
  connectionsMade: count.default(0),
  /** Null where the lab cannot see the implementation's processes. */
  implementation: processSampleSchema.nullable(),
  /** The server's sockets on the implementation's port; null where the lab cannot see them. */
  sockets: socketCountsSchema.nullable(),
  /** Those of a server that is tested behind a proxy, on its port. Missing where there is none. */
  upstreamSockets: socketCountsSchema.exactOptional(),
});

/** Differences of `/proc/net/snmp` and `/proc/net/netstat`, such as `TcpExt.TCPToZeroWindowAdv`. */
export const counterDeltasSchema = z.record(z.string(), z.number());

const linkFaultRecordSchema = z.object({
  fault: linkFaultSchema,
  atMs: ms,
  untilMs: ms,
  droppedSegments: count,
});

/**
 * The first and the last bytes of standard output and standard error, in the order in which they
 * came, and how many bytes were left out in between.
 */
const capturedOutputSchema = z.object({ text: z.string(), bytesDropped: count });

const processOutcomeSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("running"), processes: count }),
  z.object({ state: z.literal("exited"), status: z.number().int(), atMs: ms }),
  z.object({
    state: z.literal("killed"),
    signal: z.string(),
    atMs: ms,
    /** The kernel ran out of the memory that its container may have. */
    outOfMemory: z.literal(true).exactOptional(),
  }),
]);

/** `failure` is null when it listened again, `readyAfterMs` later. */
const restartSchema = z.object({
  atMs: ms,
  /** When its command was started; missing where it did not listen, and in older histories. */
  startedAtMs: ms.exactOptional(),
  readyAfterMs: ms,
  failure: z.string().nullable(),
  /** How it ended instead of listening, if it did, and what it had printed. Older histories lack it. */
  ended: z.object({ outcome: processOutcomeSchema, printed: z.string() }).exactOptional(),
});

const secondInstanceSchema = z.object({
  atMs: ms,
  /** `running` when it had not ended by the deadline. */
  outcome: processOutcomeSchema,
  output: capturedOutputSchema,
  /** Whether a socket was at the path that it was given. Missing where it was given a port. */
  socketThere: z.boolean().exactOptional(),
});

/** A client program that was run against the server. */
const pairRunSchema = z.object({
  startedAtMs: ms,
  /** When it had ended, or was ended. */
  endedAtMs: ms,
  /** Payload bytes of each message that it was given. */
  messages: z.array(count),
  /** `running` where the harness had to end it. */
  outcome: processOutcomeSchema,
  /** Bytes that it was to print: its messages, each followed by a line feed. */
  expectedBytes: count,
  /** Bytes that it printed on standard output. */
  printedBytes: count,
  /** As many of them, from the first on, as were expected. */
  matchingBytes: count,
  stderr: capturedOutputSchema,
});

/** One run of a client that is under test. */
const clientRunSchema = z.object({
  /** What the scenario calls it. */
  client: z.string(),
  startedAtMs: ms,
  /** Before the harness ended it: `running` if it had not ended by itself. */
  outcome: processOutcomeSchema,
  stdout: receivedDigestSchema,
  stderr: capturedOutputSchema,
});

const processHistorySchema = z.object({
  /** At the end of the steps, before the harness stopped it. */
  atEnd: processOutcomeSchema,
  /** How it ended when the harness stopped it; null if it had ended by itself. */
  stop: z
    .object({
      signals: z.array(z.enum(["SIGTERM", "SIGKILL"])),
      tookMs: ms,
      outcome: processOutcomeSchema,
    })
    .nullable(),
  output: capturedOutputSchema,
});

/** The Unix-domain socket at which the server was to listen, and the file of it. */
const unixSocketSchema = z.object({
  /** Its path, or its abstract name as `@name`. */
  address: z.string(),
  /** The permission bits that the manifest declares; null if it declares none. */
  declaredMode: count.nullable(),
  looks: z.array(
    z.object({
      atMs: ms,
      /** After what it was looked at. `end`: before the harness stopped the server. */
      after: z.enum(["start", "exit", "restart", "end"]),
      /** The permission bits of the file; null if there was none. */
      mode: count.nullable(),
    }),
  ),
});

/**
 * Everything that was observed while a case ran. Times are milliseconds since the case began, on
 * the monotonic clock.
 *
 * Unknown keys are left out: a key that changes what others mean raises the version.
 */
export const historySchema = z.object({
  schemaVersion: z.literal(historySchemaVersion),
  protocol: protocolSchema,
  context: caseContextSchema,
  /** Missing where the server has a port. */
  unixSocket: unixSocketSchema.exactOptional(),
  connections: z.array(connectionSchema),
  /** UDP sockets of the driver. Older histories lack them. */
  datagramSockets: z.array(datagramSocketSchema).default([]),
  events: z.array(eventSchema),
  /** Events that were left out because the history was full. */
  eventsDropped: count,
  samples: z.array(sampleSchema),
  /** Looks at the options of the server's sockets, in order. Missing where none was asked for. */
  socketOptions: z.array(socketReadingSchema).exactOptional(),
  /** Pauses in which the server could only wait, in order. Older histories lack them. */
  serverWaits: z.array(serverWaitSchema).default([]),
  /** Loads, in order. Older histories lack them. */
  loads: z.array(loadSchema).default([]),
  /** Kernel counters over the whole case; null where the lab cannot see that host's. */
  counters: z.object({
    client: counterDeltasSchema.nullable(),
    server: counterDeltasSchema.nullable(),
    /** The host behind a proxy. Missing where there is none. */
    upstream: counterDeltasSchema.nullable().exactOptional(),
  }),
  /**
   * Packets on the wire while datagrams were played; null where they were not, or where no wire can be
   * watched. Older histories lack it.
   */
  linkTraffic: linkTrafficSchema.nullable().default(null),
  restarts: z.array(restartSchema),
  /** Link faults made by the scenario's steps, with the segments that each lost. */
  linkFaults: z.array(linkFaultRecordSchema),
  /** Client programs that were run against the server, in order. Missing where none was. */
  pairRuns: z.array(pairRunSchema).exactOptional(),
  /** Runs of a client, in order. Older histories lack them. */
  clients: z.array(clientRunSchema).default([]),
  /** Connections to the driver that no step accepted. Older histories lack them. */
  unacceptedConnections: count.default(0),
  /** How a second instance on the same port fared; null where none was started. */
  secondInstance: secondInstanceSchema.nullable(),
  /**
   * Share of one processor that the implementation used when all was over, 0 to 1 and more for
   * several threads: the least of the windows looked at. Null where its processes are hidden.
   */
  idleCpuShare: z.number().nullable(),
  /** How the implementation ended; null where the lab cannot see its process. */
  process: processHistorySchema.nullable(),
  /** The latest that a timer of the driver fired, in ms: how starved this host was. */
  timerLatenessMsMax: ms,
  /** The driver's timers that fired 10 ms late and more, in order: all, or the latest of very many. */
  lateTimers: z.array(z.object({ atMs: ms, lateMs: ms })).exactOptional(),
  /**
   * The latest that a timer of the harness fired, in ms. It notes when processes start and end, and
   * makes link faults. Older histories have it within `timerLatenessMsMax`.
   */
  harnessLatenessMsMax: ms.default(0),
});

export type History = Parsed<typeof historySchema>;
export type ConnectionHistory = Parsed<typeof connectionSchema>;
export type SentPart = Parsed<typeof sentPartSchema>;
export type ReceivedDigest = Parsed<typeof receivedDigestSchema>;
export type PairRunHistory = Parsed<typeof pairRunSchema>;
export type Wait = Parsed<typeof waitSchema>;
export type Ping = Parsed<typeof pingSchema>;
export type PeerEnd = Parsed<typeof peerEndSchema>;
export type Inspection = Parsed<typeof inspectionSchema>;
export type QueueLook = Parsed<typeof queueLookSchema>;
export type UnixSocketHistory = Parsed<typeof unixSocketSchema>;
export type HistoryEvent = Parsed<typeof eventSchema>;
export type EventName = HistoryEvent["event"];
export type Sample = Parsed<typeof sampleSchema>;
export type ProcessSample = Parsed<typeof processSampleSchema>;
export type ServerWait = Parsed<typeof serverWaitSchema>;
export type LoadHistory = Parsed<typeof loadSchema>;
export type WireHistory = Parsed<typeof wireSchema>;
export type MachineTimes = Parsed<typeof machineTimesSchema>;
export type CounterDeltas = Parsed<typeof counterDeltasSchema>;
export type Restart = Parsed<typeof restartSchema>;
export type LinkFaultRecord = Parsed<typeof linkFaultRecordSchema>;
export type ClientRunHistory = Parsed<typeof clientRunSchema>;
export type SecondInstance = Parsed<typeof secondInstanceSchema>;
export type ProcessHistory = Parsed<typeof processHistorySchema>;
export type ProcessOutcome = Parsed<typeof processOutcomeSchema>;
export type CapturedOutput = Parsed<typeof capturedOutputSchema>;
