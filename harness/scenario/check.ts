import { z } from "zod";
import { byteAmountSchema, durationSchema } from "./amount-schema.ts";

const on = z.string().describe("a connection, or all of a group");
const client = z.string().describe("what startClient calls it");
const reading = z.string().describe("label of a readOptions step");

export const checkLevelSchema = z.enum(["MUST", "SHOULD"]);

const base = {
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, "expected a name such as echoed or stays-alive"),
  level: checkLevelSchema,
  statement: z.string().min(1).describe("the requirement, as one sentence"),
  source: z.string().min(1).describe("RFC section and label, POSIX page, or the contract"),
};

/** TCP states as RFC 9293 §3.3.2 spells them. */
export const tcpStateSchema = z.enum([
  "ESTABLISHED",
  "SYN-SENT",
  "SYN-RECEIVED",
  "FIN-WAIT-1",
  "FIN-WAIT-2",
  "TIME-WAIT",
  "CLOSED",
  "CLOSE-WAIT",
  "LAST-ACK",
  "LISTEN",
  "CLOSING",
]);

/** Options of sockets that can be read from outside: socket(7), tcp(7), ipv6(7). */
export const socketOptionSchema = z.enum([
  "TCP_NODELAY",
  "SO_KEEPALIVE",
  "TCP_KEEPIDLE",
  "TCP_KEEPINTVL",
  "TCP_KEEPCNT",
  "TCP_USER_TIMEOUT",
  "SO_LINGER",
  "SO_REUSEADDR",
  "SO_REUSEPORT",
  "IPV6_V6ONLY",
  "TCP_DEFER_ACCEPT",
  "TCP_FASTOPEN",
  "SO_RCVBUF",
  "SO_SNDBUF",
]);

/**
 * One requirement, judged on the history.
 *
 * - `echo`: every byte owed on the connection arrived, in order, within the waits' deadlines.
 * - `messageSent`: a client sent its message on the connection, and no byte that differs.
 * - `exitStatus`: a client exited by itself, with such a status, in time.
 * - `printed`: a client printed the echo and a line feed on standard output, or nothing at all.
 * - `explained`: a client printed something on standard error.
 * - `ends`: the peer ended the connection in one of these ways, within the wait's deadline.
 * - `staysOpen`: the peer had not ended the connection when the driver closed it.
 * - `accepted`: at most this many bytes were accepted while nobody read.
 * - `latency`: that percentile of the connection's pings is at most this, and the slowest
 *   at most `worst`, both on top of what the connection `above` took; a lost ping fails. Time spent
 *   waiting for a processor is not counted.
 * - `growth`: at most this much was added between two samples. `memory` is the peak of resident
 *   memory at the second sample against resident memory at the first; `addressSpace` shows an
 *   allocation that was never touched.
 * - `slope`: over the second half of the samples with that label, at most this much was added for each
 *   connection made, by a straight line and beyond three times its error. Memory is resident.
 * - `sockets`: at most this many of the server's sockets were in a state at a sample.
 * - `socketOption`: when they were read, the server's listeners, or its connections, had an option of that value.
 * - `keepAliveSet`: its connections had SO_KEEPALIVE and times that add up to no more than it declares.
 * - `backlogSet`: its listeners had the backlog that it declares, or the longest that the kernel grants.
 * - `linear`: CPU time between successive samples, for work of the given relative sizes, grows
 *   at most `atMostTimes` faster than the size. When the samples are repeated, in the best round.
 * - `loadEchoed`: every measured message of the load came back unchanged, on connections that stayed.
 * - `connected`: at least this many connections of the group were established in time.
 * - `refused`: the connection was refused, or ended within a time before anything came back.
 * - `resetsAtUpstream`: the kernel of a proxy's upstream saw at least this many connections reset, from its
 *   `EstabResets`.
 * - `exits`: the implementation exited with that status, in time after the last signal.
 * - `secondInstance`: a second instance on the same port exited with a non-zero status.
 * - `restarted`: after a restart it listened again within a time.
 * - `restartsOrExits`: after a restart it listened again within a time, or exited with an error and said why.
 * - `pathKept`: a second instance, at a path of its own, had its socket there or exited with an error.
 * - `socketRemoved`: the file of its Unix-domain socket was gone at the end.
 * - `socketMode`: that file had the permission bits that the manifest declares.
 * - `socketTypeRefused`: sockets of another type could not be connected to it.
 * - `clientExits`: each client program that the scenario ran exited with status 0, before it was ended.
 * - `clientPrints`: each of them printed exactly its messages, each followed by a line feed.
 * - `clientConnectsOnce`: each of them made one connection at most, from the `PassiveOpens` of the host to which
 *   it connects.
 * - `idle`: at the end it used less than half a processor.
 * - `quietWaits`: in each pause in which the server can only wait, it neither kept a processor busy
 *   nor woke up all the time.
 * - `process`: the implementation was still running at the end.
 * - `nothingBeyond`: no byte arrived on any connection that was not owed at that moment; in datagrams, no
 *   reply that equals no request of its socket, and none more often than the request was sent.
 * - `answered`: every datagram of the sockets was answered by one like it, however often it was sent, but for
 *   as many as were lost on the wire or in receive buffers; `atLeast`: so many of them, and the rest is
 *   only counted.
 * - `wholeReplies`: each datagram that came back to the sockets equals one that the same socket sent.
 * - `answersFrom`: replies came from the address and port that the request was sent to, or from the server's
 *   own address if that stands for several hosts.
 * - `repliesAtMost`: at most so many datagrams came back to each socket.
 */
export const checkSchema = z.discriminatedUnion("kind", [
  z.strictObject({ ...base, kind: z.literal("echo"), on }),
  z.strictObject({
    ...base,
    kind: z.literal("ends"),
    on,
    how: z.array(z.enum(["fin", "rst"])).min(1),
  }),
  z.strictObject({ ...base, kind: z.literal("staysOpen"), on }),
  z.strictObject({ ...base, kind: z.literal("accepted"), on, atMost: byteAmountSchema }),
  z.strictObject({
    ...base,
    kind: z.literal("latency"),
    on,
    percentile: z.number().min(1).max(100),
    worst: durationSchema.optional().describe("the slowest of all, at most"),
    skip: z.number().int().min(1).optional().describe("first pings that do not count"),
    atMost: durationSchema,
    above: z
      .string()
      .optional()
      .describe("a connection whose same percentile is added to the limits"),
  }),
  z.strictObject({
    ...base,
    kind: z.literal("growth"),
    of: z.enum([
      "memory",
      "addressSpace",
      "descriptors",
      "threads",
      "processes",
      "zombies",
      "cpuMs",
    ]),
    from: z.string().describe("label of the first sample"),
    to: z.string().describe("label of the second sample"),
    atMost: byteAmountSchema.describe("bytes, descriptors or milliseconds"),
  }),
  z.strictObject({
    ...base,
    kind: z.literal("slope"),
    of: z.enum(["memory", "addressSpace", "descriptors", "threads", "processes", "zombies"]),
    samples: z.string().describe("label that several samples share"),
    atMost: byteAmountSchema.describe("bytes or a count, for each connection made meanwhile"),
  }),
  z.strictObject({
    ...base,
    kind: z.literal("sockets"),
    state: tcpStateSchema,
    at: z.string().describe("label of the sample"),
    atMost: z.number().int().nonnegative(),
  }),
  z.strictObject({
    ...base,
    kind: z.literal("socketOption"),
    at: reading,
    of: z.enum(["listener", "connection"]),
    option: socketOptionSchema,
    atLeast: z.number().int().optional().describe("1 for what is to be on"),
    atMost: z.number().int().optional().describe("0 for what is to be off"),
    not: z.number().int().optional().describe("a value that it must not have"),
  }),
  z.strictObject({ ...base, kind: z.literal("keepAliveSet"), at: reading }),
  z.strictObject({ ...base, kind: z.literal("backlogSet"), at: reading }),
  z.strictObject({
    ...base,
    kind: z.literal("linear"),
    samples: z.array(z.string()).min(3).describe("labels: before, and after each size"),
    sizes: z.array(z.number().positive()).min(2).describe("relative sizes of the work"),
    atMostTimes: z.number().min(1),
  }),
  z.strictObject({
    ...base,
    kind: z.literal("loadEchoed"),
    load: z.string().describe("label of the load"),
  }),
  z.strictObject({
    ...base,
    kind: z.literal("connected"),
    on,
    atLeast: z.number().int().min(1),
    within: durationSchema,
  }),
  z.strictObject({ ...base, kind: z.literal("refused"), on, within: durationSchema }),
  z.strictObject({
    ...base,
    kind: z.literal("exits"),
    status: z.number().int().min(0).max(255).optional().describe("default: any, without a crash"),
    within: durationSchema,
  }),
  z.strictObject({
    ...base,
    kind: z.literal("resetsAtUpstream"),
    atLeast: z.number().int().min(1),
  }),
  z.strictObject({ ...base, kind: z.literal("secondInstance") }),
  z.strictObject({ ...base, kind: z.literal("restarted"), within: durationSchema }),
  z.strictObject({ ...base, kind: z.literal("restartsOrExits"), within: durationSchema }),
  z.strictObject({ ...base, kind: z.literal("pathKept") }),
  z.strictObject({ ...base, kind: z.literal("socketRemoved") }),
  z.strictObject({ ...base, kind: z.literal("socketMode") }),
  z.strictObject({ ...base, kind: z.literal("socketTypeRefused") }),
  z.strictObject({ ...base, kind: z.literal("clientExits") }),
  z.strictObject({ ...base, kind: z.literal("clientPrints") }),
  z.strictObject({ ...base, kind: z.literal("clientConnectsOnce") }),
  z.strictObject({ ...base, kind: z.literal("idle") }),
  z.strictObject({ ...base, kind: z.literal("quietWaits") }),
  z.strictObject({ ...base, kind: z.literal("process") }),
  z.strictObject({ ...base, kind: z.literal("nothingBeyond") }),
  z.strictObject({
    ...base,
    kind: z.literal("answered"),
    on,
    atLeast: z.number().int().min(1).optional().describe("datagrams; default: all"),
  }),
  z.strictObject({ ...base, kind: z.literal("wholeReplies"), on }),
  z.strictObject({ ...base, kind: z.literal("answersFrom"), on }),
  z.strictObject({
    ...base,
    kind: z.literal("repliesAtMost"),
    on,
    atMost: z.number().int().nonnegative(),
  }),
  z.strictObject({ ...base, kind: z.literal("messageSent"), on }),
  z.strictObject({
    ...base,
    kind: z.literal("exitStatus"),
    client,
    status: z.enum(["success", "failure", "either"]).describe("0, another one, or any"),
    within: durationSchema
      .optional()
      .describe("of its start; default: while the driver waited for it"),
  }),
  z.strictObject({
    ...base,
    kind: z.literal("printed"),
    client,
    what: z
      .enum(["echo", "nothing", "either"])
      .describe("on standard output; the echo is followed by a line feed"),
  }),
  z.strictObject({ ...base, kind: z.literal("explained"), client }),
]);

export type Check = z.infer<typeof checkSchema>;
/** The checks of one kind. */
export type CheckOf<Kind extends Check["kind"]> = Extract<Check, { kind: Kind }>;
export type SocketOption = z.infer<typeof socketOptionSchema>;
export type TcpState = z.infer<typeof tcpStateSchema>;
