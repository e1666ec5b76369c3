import type { z } from "zod";
import type { byteAmountSchema, caseContextSchema, durationSchema } from "./amount-schema.ts";

export type Duration = z.infer<typeof durationSchema>;
export type ByteAmount = z.infer<typeof byteAmountSchema>;
export type CaseContext = Readonly<z.infer<typeof caseContextSchema>>;

/** @returns milliseconds. */
export function durationMs(
  { ms = 0, roundTrips = 0, keepAlives = 0, deadlines = 0 }: Duration,
  {
    roundTripMs,
    keepAliveMs,
    deadlineMs = 0,
  }: Pick<CaseContext, "roundTripMs" | "keepAliveMs" | "deadlineMs">,
): number {
  return ms + roundTrips * roundTripMs + keepAlives * keepAliveMs + deadlines * deadlineMs;
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
