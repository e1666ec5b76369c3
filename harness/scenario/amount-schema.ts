import { z } from "zod";
import { clientMessageSchema } from "./client/message.ts";

/**
 * A length of time. Terms add up, so that one scenario holds on any link:
 * `{ ms: 500, roundTrips: 4 }` is 500 ms on an ideal link and 1.7 s at 300 ms. `keepAlives` are
 * multiples of the time after which the implementation gives up a peer that has vanished, `deadlines` of the
 * time after which a client gives up without progress.
 */
export const durationSchema = z
  .strictObject({
    ms: z
      .number()
      .nonnegative()
      .max(4 * 3_600_000)
      .optional()
      .describe("milliseconds"),
    roundTrips: z.number().nonnegative().max(1000).optional().describe("round trips of the link"),
    keepAlives: z.number().nonnegative().max(10).optional().describe("its declared keepAliveMs"),
    deadlines: z.number().nonnegative().max(10).optional().describe("a client's deadlineMs"),
  })
  .refine((duration) => Object.keys(duration).length > 0, {
    message: "expected ms, roundTrips, keepAlives, deadlines or several",
  });

/**
 * A number of bytes, or a multiple of something only known when a case runs:
 * `maxFrames` of the implementation's `maxFrameBytes`, `echoCapacity` of what the sockets on the
 * way back can hold (the server's send buffer and the client's receive buffer), `loopCapacity` of
 * what all sockets on the path hold (that, plus the server's receive buffer). Terms add up.
 */
export const byteAmountSchema = z.union([
  z.number().int().nonnegative(),
  z
    .strictObject({
      maxFrames: z.number().nonnegative().optional(),
      echoCapacity: z.number().nonnegative().optional(),
      loopCapacity: z.number().nonnegative().optional(),
      plus: z.number().int().optional().describe("bytes, may be negative"),
    })
    .refine((amount) => Object.keys(amount).length > 0, {
      message: "expected maxFrames, echoCapacity, loopCapacity, plus or several",
    }),
]);

/** The facts that a case starts with, from which all its amounts derive. */
export const caseContextSchema = z.object({
  /** The seed from which every random choice of the case derives, 32 bits. */
  seed: z.number().int().nonnegative().max(0xffffffff),
  /** Round-trip time of the link in milliseconds; 0 where it is not impaired. */
  roundTripMs: z.number().nonnegative(),
  /** The rate of the link's slower direction, in 1000 bits a second; null without a limit. */
  slowestKbit: z.number().positive().nullable(),
  /** The link may lose, repeat, reorder or damage segments. */
  lossy: z.boolean(),
  /** Largest payload that the implementation accepts, in bytes. */
  maxFrameBytes: z.number().int().nonnegative(),
  /** When the implementation has given up a peer that vanished, in ms; 0 where it does not say. */
  keepAliveMs: z.number().nonnegative(),
  /** The backlog of listen(2) that the implementation declares. Missing where it does not say. */
  backlog: z.number().int().min(1).exactOptional(),
  /** When a client gives up without progress, in ms. Missing for a server. */
  deadlineMs: z.number().nonnegative().exactOptional(),
  /** What a client is to send. Missing for a server. */
  message: clientMessageSchema.exactOptional(),
  /** The server's `tcp_wmem[2]` and the client's `tcp_rmem[1]`, or a Unix-domain send buffer; in bytes. */
  echoCapacityBytes: z.number().int().nonnegative(),
  /** `echoCapacityBytes` and the server's `tcp_rmem[2]`, or that of both ends; in bytes. */
  loopCapacityBytes: z.number().int().nonnegative(),
});
