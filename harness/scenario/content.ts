import { z } from "zod";
import { byteAmountSchema } from "./amount-schema.ts";

const payloadBytesSchema = z.union([
  byteAmountSchema,
  z
    .strictObject({ min: z.number().int().nonnegative(), max: byteAmountSchema })
    .refine(({ min, max }) => typeof max !== "number" || min <= max, {
      message: "expected min to be at most max",
    }),
  z.strictObject({ byIndex: z.array(z.number().int().nonnegative()).min(1).readonly() }),
]);

/**
 * A place in an encoded message: an offset in bytes from 1, the middle of its header, the end of its header,
 * or an offset in its payload.
 */
export const cutSchema = z.union([
  z.number().int().min(1),
  z.enum(["half-header", "header"]),
  z.strictObject({ payload: z.number().int().min(1).describe("bytes of the payload before it") }),
]);

/**
 * The content that a step sends. Payload bytes are not part of a scenario: they derive from the
 * case's seed, the connection and the message's number, so all messages of a case differ, except
 * those of a `repeated` fill: gigabytes take too long to make.
 *
 * Whether a protocol plays a scenario depends on whether it can express all of its content.
 *
 * - `messages`: complete messages, encoded by the protocol.
 * - `fill`: enough complete messages of `bytes` payload to reach that many bytes.
 * - `bytes` as `{ min, max }`: a seeded size for each message.
 * - `bytes` as `{ byIndex }`: the n-th connection of a group takes the n-th size.
 * - `unfinished`: the beginning of one message with that payload, `upTo` a place in it.
 * - `finishes`: the end of such a message, `from` that place.
 * - `announces`: a header alone, which announces that length.
 * - `unacceptable`: the least that the server must answer by ending the connection.
 * - `closing`: the message by which a client ends a connection, where the protocol has one.
 * - `opening`: what the driver itself sends when it has connected, where the protocol has that.
 * - `echo`: the client's message as it must come back, `whole`, or `altered` in one byte of its payload; all of
 *   it, `from` a place in it, or `upTo` one. For scenarios in which the driver plays the server.
 * - `raw`: bytes on the wire, in hexadecimal, perhaps many `times`. The scenario names its `protocols`.
 * - `junkBytes`: seeded random bytes, outside any message.
 */
export const contentSchema = z.union([
  z.strictObject({
    messages: z.number().int().min(1).max(1_000_000),
    bytes: payloadBytesSchema.describe("payload bytes of each message"),
  }),
  z.strictObject({
    fill: byteAmountSchema.describe("bytes on the wire, at least"),
    bytes: payloadBytesSchema.describe("payload bytes of each message"),
    repeated: z.literal(true).optional().describe("each message has the bytes of the first"),
  }),
  z.strictObject({
    raw: z.string().regex(/^([0-9a-f]{2})+$/, "expected pairs of lower-case hexadecimal digits"),
    times: z.number().int().min(2).max(100_000_000).optional().describe("so often; default: once"),
  }),
  z.strictObject({
    unfinished: byteAmountSchema.describe("payload bytes of the whole message"),
    upTo: cutSchema,
  }),
  z.strictObject({
    finishes: byteAmountSchema.describe("payload bytes of the whole message"),
    from: cutSchema,
  }),
  z.strictObject({ announces: z.union([byteAmountSchema, z.literal("negative")]) }),
  z.strictObject({ unacceptable: z.literal(true) }),
  z.strictObject({ closing: z.literal(true) }),
  z.strictObject({ opening: z.literal(true) }),
  z.strictObject({ junkBytes: byteAmountSchema }),
  z.strictObject({
    echo: z.enum(["whole", "altered"]),
    from: cutSchema.optional(),
    upTo: cutSchema.optional(),
  }),
]);

export type Content = z.infer<typeof contentSchema>;
export type Cut = z.infer<typeof cutSchema>;
export type PayloadBytes = z.infer<typeof payloadBytesSchema>;
