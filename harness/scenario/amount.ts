import type { z } from "zod";
import type { byteAmountSchema, durationSchema } from "./amount-schema.ts";

export type Duration = z.infer<typeof durationSchema>;
export type ByteAmount = z.infer<typeof byteAmountSchema>;

/** Facts known when a case starts, from which its amounts are derived. */
export interface CaseContext {
  /** The seed from which every random choice of the case derives, 0 to 2^32 - 1. */
  readonly seed: number;
  /** Round-trip time of the link in ms; 0 if it is unimpaired. */
  readonly roundTripMs: number;
  /** The rate of the link's slower direction, in 1000 bits a second; null without a limit. */
  readonly slowestKbit: number | null;
  /** Whether the link may lose, repeat, reorder or damage segments. */
  readonly lossy: boolean;
  /** Largest payload that the implementation accepts, in bytes. */
  readonly maxFrameBytes: number;
  /** Time after which the implementation gives up a vanished peer, in ms; 0 if it declares none. */
  readonly keepAliveMs: number;
  /** The server's `tcp_wmem[2]` and the client's `tcp_rmem[1]`, in bytes. */
  readonly echoCapacityBytes: number;
  /** `echoCapacityBytes` and the server's `tcp_rmem[2]`, in bytes. */
  readonly loopCapacityBytes: number;
}

/** @returns milliseconds. */
export function durationMs(
  { ms = 0, roundTrips = 0, keepAlives = 0 }: Duration,
  { roundTripMs, keepAliveMs }: Pick<CaseContext, "roundTripMs" | "keepAliveMs">,
): number {
  return ms + roundTrips * roundTripMs + keepAlives * keepAliveMs;
}

/** @returns an integer number of bytes, never negative. */
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
