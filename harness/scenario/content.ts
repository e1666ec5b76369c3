import { z } from "zod";
import { byteAmountSchema } from "./amount-schema.ts";

const payloadBytesSchema = z.union([
  byteAmountSchema,
  z
    .strictObject({ min: z.number().int().nonnegative(), max: byteAmountSchema })
    .refine(({ min, max }) => typeof max !== "number" || min <= max, {
      message: "expected min to be at most max",
    }),
]);

/**
 * What a step sends. Payload bytes are never written out: they derive from the case's seed, the
 * connection and the message's number, so no two messages of a case are alike.
 *
 * - `messages`: whole messages of the protocol, encoded by its codec.
 * - `fill`: whole messages of `bytes` payload, as many as it takes to reach that many bytes.
 * - `bytes` as `{ min, max }`: a seeded size for each message.
 * - `truncatedTo`: the first bytes of one encoded message, as a peer leaves it that dies.
 * - `raw`: bytes in hexadecimal, as they lie on the wire.
 * - `junkBytes`: seeded random bytes, outside any message.
 */
export const contentSchema = z.union([
  z.strictObject({
    messages: z.number().int().min(1).max(1_000_000),
    bytes: payloadBytesSchema.describe("payload bytes of each message"),
    truncatedTo: z.number().int().nonnegative().optional().describe("bytes of the last one sent"),
  }),
  z.strictObject({
    fill: byteAmountSchema.describe("bytes on the wire, at least"),
    bytes: payloadBytesSchema.describe("payload bytes of each message"),
  }),
  z.strictObject({
    raw: z.string().regex(/^([0-9a-f]{2})+$/, "expected pairs of lower-case hexadecimal digits"),
  }),
  z.strictObject({ junkBytes: byteAmountSchema }),
]);

export type Content = z.infer<typeof contentSchema>;
export type PayloadBytes = z.infer<typeof payloadBytesSchema>;
