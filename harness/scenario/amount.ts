import { z } from "zod";

/**
 * A length of time. Terms add up, so that one scenario holds on any link:
 * `{ ms: 500, roundTrips: 4 }` is 500 ms on an ideal link and 1.7 s at 300 ms.
 */
export const durationSchema = z
  .strictObject({
    ms: z.number().nonnegative().max(600_000).optional().describe("milliseconds"),
    roundTrips: z.number().nonnegative().max(1000).optional().describe("round trips of the link"),
  })
  .refine((duration) => duration.ms !== undefined || duration.roundTrips !== undefined, {
    message: "expected ms, roundTrips or both",
  });

/**
 * A number of bytes, or a multiple of something only known when a case runs:
 * `maxFrames` of the implementation's `maxFrameBytes`, `echoCapacity` of what the sockets on the
 * way back can hold (the server's send buffer and the client's receive buffer), `loopCapacity` of
 * what the sockets on the whole way hold (that, and the server's receive buffer). Terms add up.
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

export type Duration = z.infer<typeof durationSchema>;
export type ByteAmount = z.infer<typeof byteAmountSchema>;

/** What a case knows when it starts, and everything its amounts are derived from. */
export interface CaseContext {
  /** The seed from which every random choice of the case derives, 0 to 2^32 - 1. */
  readonly seed: number;
  /** Round-trip time of the link in milliseconds; 0 where it is not impaired. */
  readonly roundTripMs: number;
  /** Largest payload that the implementation accepts, in bytes. */
  readonly maxFrameBytes: number;
  /** The server's `tcp_wmem[2]` and the client's `tcp_rmem[1]`, in bytes. */
  readonly echoCapacityBytes: number;
  /** `echoCapacityBytes` and the server's `tcp_rmem[2]`, in bytes. */
  readonly loopCapacityBytes: number;
}

/** @returns milliseconds. */
export function durationMs(duration: Duration, context: Pick<CaseContext, "roundTripMs">): number {
  return (duration.ms ?? 0) + (duration.roundTrips ?? 0) * context.roundTripMs;
}

/** @returns whole bytes, never negative. */
export function byteCount(
  amount: ByteAmount,
  context: Pick<CaseContext, "maxFrameBytes" | "echoCapacityBytes" | "loopCapacityBytes">,
): number {
  if (typeof amount === "number") {
    return amount;
  }
  const bytes =
    (amount.maxFrames ?? 0) * context.maxFrameBytes +
    (amount.echoCapacity ?? 0) * context.echoCapacityBytes +
    (amount.loopCapacity ?? 0) * context.loopCapacityBytes +
    (amount.plus ?? 0);
  return Math.max(0, Math.round(bytes));
}
