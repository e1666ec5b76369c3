import { z } from "zod";
import { byteAmountSchema } from "./amount-schema.ts";
import { tcpStateSchema } from "./check.ts";

/** The links on which it is required. Default: all links. */
const links = z.literal("clean").optional();

/** The transport over which it is required. Default: each. */
const transport = z.literal("tcp").optional();

/**
 * How a correct implementation may keep the situation from occurring: then the scenario is
 * *unsupported* for it. Without one, the scenario is *inconclusive*.
 */
const preventable = z.string().min(1).optional();

const because = z.string().min(1).describe("what the condition proves");

/**
 * Conditions that prove that the situation really occurred. One that does not hold turns every
 * pass of the scenario into *inconclusive*, or into *unsupported* if a correct implementation may
 * prevent the situation.
 *
 * - `segments`: data segments that left the connection, from `data_segs_out` of its TCP_INFO.
 * - `zeroWindow`: the host advertised a zero window, from its `TCPToZeroWindowAdv`.
 * - `resets`: connections that the server's kernel saw reset by the peer, from its `EstabResets`.
 * - `owed`: bytes still owed to the connection when it shut down writing.
 * - `resetsByUpstream`: resets that the kernel of a proxy's upstream sent, from its `OutRsts`.
 * - `sockets`: at least this many of the server's sockets were in a state at a sample.
 * - `descriptors`: the implementation held at least this many descriptors at a sample.
 * - `urgent`: a byte was sent with MSG_OOB on the connection.
 * - `dropped`: the scenario's faults dropped at least this many segments on the link.
 * - `delivered`: bytes that the server's kernel acknowledged, from `bytes_acked`.
 * - `resetSent`: the driver reset the connection while the client that made it was running.
 * - `attempts`: connections that a client's host began, from its `ActiveOpens`, and that did not reach the driver.
 * - `unreachable`: the client's host answered replies with ICMP port unreachable, from its `OutDestUnreachs`.
 * - `requests`: datagrams that left the sockets.
 * - `fragments`: packets into which the host split datagrams, from its `FragCreates`, of either family.
 * - `backlogFull`: connects that found no room in the backlog of the Unix-domain socket (`EAGAIN`).
 * - `stalePath`: the file of the Unix-domain socket was there although its server had ended.
 * - `descriptorsSent`: descriptors were sent beside bytes on the connection.
 * - `socketTypeTried`: a socket of another type was tried.
 * - `clientServed`: the server's kernel accepted a connection of each client program, and took in and sent at
 *   least the bytes of its messages, from its `PassiveOpens`, `InOctets` and `OutOctets`.
 *
 * On a Unix-domain socket there is no wire to see them on. There `segments` are writes that the kernel took,
 * each of which is one buffer of its own in the peer's queue; `zeroWindow` is a send buffer that is full
 * at the other end, from `ss`; `resets` are connections that the driver ended while it was owed something, on
 * which the server's next call fails; and `delivered` is what the kernel took, which puts it into the
 * server's queue at once.
 */
export const stimulusSchema = z.discriminatedUnion("kind", [
  z
    .strictObject({
      kind: z.literal("segments"),
      on: z.string(),
      atLeast: z.number().int().min(1).optional(),
      atMost: z.number().int().min(1).optional(),
      because,
      links,
      preventable,
    })
    .refine((condition) => condition.atLeast !== undefined || condition.atMost !== undefined, {
      message: "expected atLeast, atMost or both",
    })
    .refine(({ atLeast = 1, atMost = atLeast }) => atLeast <= atMost, {
      message: "expected atLeast to be at most atMost",
    }),
  z.strictObject({
    kind: z.literal("zeroWindow"),
    host: z.enum(["client", "server", "upstream"]),
    because,
    links,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("resets"),
    atLeast: z.number().int().min(1),
    because,
    links,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("resetsByUpstream"),
    atLeast: z.number().int().min(1),
    because,
    links,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("sockets"),
    state: tcpStateSchema,
    at: z.string(),
    atLeast: z.number().int().min(1),
    because,
    links,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("descriptors"),
    at: z.string(),
    atLeast: z.number().int().min(1),
    because,
    links,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("dropped"),
    atLeast: z.number().int().min(1),
    because,
    links,
    preventable,
  }),
  z.strictObject({ kind: z.literal("urgent"), on: z.string(), because, links, preventable }),
  z.strictObject({
    kind: z.literal("owed"),
    on: z.string(),
    atLeast: byteAmountSchema,
    because,
    links,
    transport,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("delivered"),
    on: z.string(),
    atLeast: byteAmountSchema,
    because,
    links,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("unreachable"),
    atLeast: z.number().int().min(1),
    because,
    links,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("fragments"),
    host: z.enum(["client", "server"]),
    atLeast: z.number().int().min(1),
    because,
    links,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("requests"),
    on: z.string(),
    atLeast: z.number().int().min(1),
    because,
    links,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("backlogFull"),
    on: z.string(),
    atLeast: z.number().int().min(1),
    because,
    links,
    preventable,
  }),
  z.strictObject({ kind: z.literal("stalePath"), because, links, preventable }),
  z.strictObject({ kind: z.literal("resetSent"), on: z.string(), because, links, preventable }),
  z.strictObject({
    kind: z.literal("attempts"),
    atLeast: z.number().int().min(1),
    because,
    links,
    preventable,
  }),
  z.strictObject({
    kind: z.literal("descriptorsSent"),
    on: z.string(),
    because,
    links,
    preventable,
  }),
  z.strictObject({ kind: z.literal("socketTypeTried"), because, links, preventable }),
  z.strictObject({ kind: z.literal("clientServed"), because, links, preventable }),
]);

export type Stimulus = z.infer<typeof stimulusSchema>;
