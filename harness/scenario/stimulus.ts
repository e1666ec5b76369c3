import { z } from "zod";
import { byteAmountSchema } from "./amount-schema.ts";
import { tcpStateSchema } from "./check.ts";

/** The links on which it is required. Default: all links. */
const links = z.literal("clean").optional();

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
 * - `sockets`: at least this many of the server's sockets were in a state at a sample.
 * - `descriptors`: the implementation held at least this many descriptors at a sample.
 * - `urgent`: a byte was sent with MSG_OOB on the connection.
 * - `dropped`: the scenario's faults dropped at least this many segments on the link.
 * - `delivered`: bytes that the server's kernel acknowledged, from `bytes_acked`.
 * - `unreachable`: the client's host answered replies with ICMP port unreachable, from its `OutDestUnreachs`.
 * - `requests`: datagrams that left the sockets.
 * - `fragments`: packets into which the host split datagrams, from its `FragCreates`, of either family.
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
    host: z.enum(["client", "server"]),
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
]);

export type Stimulus = z.infer<typeof stimulusSchema>;
