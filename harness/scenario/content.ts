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
 * The content that a step sends. Payload bytes are not part of a scenario: they derive from the
 * case's seed, the connection and the message's number, so all messages of a case differ, except
 * those of a `repeated` fill: gigabytes take too long to make.
 *
 * - `messages`: complete messages, encoded by the protocol's codec.
 * - `fill`: enough complete messages of `bytes` payload to reach that many bytes.
 * - `bytes` as `{ min, max }`: a seeded size for each message.
 * - `bytes` as `{ byIndex }`: the n-th connection of a group takes the n-th size.
 * - `truncatedTo`: the first bytes of one encoded message, as from a peer that dies.
 * - `raw`: bytes on the wire, in hexadecimal.
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
    repeated: z.literal(true).optional().describe("each message has the bytes of the first"),
  }),
  z.strictObject({
    raw: z.string().regex(/^([0-9a-f]{2})+$/, "expected pairs of lower-case hexadecimal digits"),
  }),
  z.strictObject({ junkBytes: byteAmountSchema }),
]);

export type Content = z.infer<typeof contentSchema>;
export type PayloadBytes = z.infer<typeof payloadBytesSchema>;
