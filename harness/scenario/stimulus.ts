import { z } from "zod";
import { byteAmountSchema } from "./amount-schema.ts";
import { tcpStateSchema } from "./check.ts";

/** Beside what it proves: the links on which it is asked for; default: all. */
const links = z.literal("clean").optional();

const because = z.string().min(1).describe("what the condition proves");

/**
 * How to know that the situation really happened. A condition that does not hold turns every
 * pass of the scenario into *inconclusive*.
 *
 * - `segments`: data segments that left the connection, from `data_segs_out` of its TCP_INFO.
 * - `zeroWindow`: that host advertised a zero window, from its `TCPToZeroWindowAdv`.
 * - `resets`: connections that the server's kernel saw reset by the peer, from its `EstabResets`.
 * - `owed`: bytes still owed to the connection when it shut down writing.
 * - `sockets`: the server's sockets in a state at a sample, at least.
 * - `descriptors`: descriptors that the implementation held at a sample, at least.
 * - `urgent`: a byte was sent with MSG_OOB on the connection.
 * - `dropped`: segments that the scenario's faults lost on the link, at least.
 * - `delivered`: bytes that the server's kernel acknowledged, from `bytes_acked`.
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
  }),
  z.strictObject({ kind: z.literal("resets"), atLeast: z.number().int().min(1), because, links }),
  z.strictObject({
    kind: z.literal("sockets"),
    state: tcpStateSchema,
    at: z.string(),
    atLeast: z.number().int().min(1),
    because,
    links,
  }),
  z.strictObject({
    kind: z.literal("descriptors"),
    at: z.string(),
    atLeast: z.number().int().min(1),
    because,
    links,
  }),
  z.strictObject({ kind: z.literal("dropped"), atLeast: z.number().int().min(1), because, links }),
  z.strictObject({ kind: z.literal("urgent"), on: z.string(), because, links }),
  z.strictObject({
    kind: z.literal("owed"),
    on: z.string(),
    atLeast: byteAmountSchema,
    because,
    links,
  }),
  z.strictObject({
    kind: z.literal("delivered"),
    on: z.string(),
    atLeast: byteAmountSchema,
    because,
    links,
  }),
]);

export type Stimulus = z.infer<typeof stimulusSchema>;
