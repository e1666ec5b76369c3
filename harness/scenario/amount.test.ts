import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ByteAmount, byteCount, type Duration, durationMs } from "./amount.ts";
import { byteAmountSchema, durationSchema } from "./amount-schema.ts";

describe("a duration", () => {
  test.each<[Duration, number, number]>([
    [{ ms: 500 }, 300, 500],
    [{ roundTrips: 4 }, 300, 1200],
    [{ ms: 500, roundTrips: 4 }, 300, 1700],
    [{ ms: 500, roundTrips: 4 }, 0, 500],
    [{ roundTrips: 0.5 }, 300, 150],
  ])("of %o is, on a link of %d ms, %d ms", (duration, roundTripMs, ms) => {
    expect(durationMs(duration, { roundTripMs, keepAliveMs: 0 })).toBe(ms);
  });

  test.each<[Duration, number, number]>([
    [{ keepAlives: 1 }, 4000, 4000],
    [{ ms: 2000, roundTrips: 2, keepAlives: 1.25 }, 4000, 7600],
    [{ ms: 500 }, 4000, 500],
    [{ keepAlives: 2 }, 0, 0],
  ])("of %o is, with a keep-alive of %d ms, %d ms", (duration, keepAliveMs, ms) => {
    expect(durationMs(duration, { roundTripMs: 300, keepAliveMs })).toBe(ms);
  });

  test.each<[string, unknown, string]>([
    ["of nothing", {}, "expected ms, roundTrips, keepAlives, deadlines or several"],
    ["that is negative", { ms: -1 }, "expected number to be >=0"],
    ["of more than four hours", { ms: 14_400_001 }, "expected number to be <=14400000"],
    ["in another unit", { ms: 1, seconds: 1 }, 'Unrecognized key: "seconds"'],
    ["that is a bare number", 500, "expected object, received number"],
  ])("%s is refused", (_, data, message) => {
    const parsed = durationSchema.safeParse(data);
    expect(parsed.error?.issues.map((issue) => issue.message).join()).toContain(message);
  });
});

describe("an amount", () => {
  const context = { maxFrameBytes: 1024, echoCapacityBytes: 100, loopCapacityBytes: 300 };

  test.each<[ByteAmount, number]>([
    [7, 7],
    [{ plus: 7 }, 7],
    [{ maxFrames: 2 }, 2048],
    [{ maxFrames: 1, plus: 1 }, 1025],
    [{ maxFrames: 1, plus: -1 }, 1023],
    [{ echoCapacity: 4 }, 400],
    [{ loopCapacity: 2 }, 600],
    [{ maxFrames: 1, echoCapacity: 1, loopCapacity: 1, plus: 1 }, 1425],
    [{ maxFrames: 0.0625 }, 64],
    [{ maxFrames: 0.0005 }, 1],
    [{ maxFrames: 1, plus: -5000 }, 0],
  ])("of %o is %d bytes", (amount, bytes) => {
    expect(byteCount(amount, context)).toBe(bytes);
  });

  test("is a whole number of bytes, never negative", () => {
    const factor = fc.double({ min: 0, max: 100, noNaN: true });
    const anyAmount = fc.record({
      maxFrames: factor,
      echoCapacity: factor,
      loopCapacity: factor,
      plus: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    });
    fc.assert(
      fc.property(anyAmount, (amount) => {
        const bytes = byteCount(amount, context);
        expect(Number.isInteger(bytes) && bytes >= 0).toBe(true);
      }),
    );
  });

  test.each<[string, unknown]>([
    ["that is negative", -1],
    ["of half a byte", 0.5],
    ["of less than no frame", { maxFrames: -1 }],
    ["of nothing", {}],
    ["of something unknown", { maxFrame: 1 }],
    ["with its unit", "64 KiB"],
  ])("%s is refused", (_, data) => {
    expect(byteAmountSchema.safeParse(data).success).toBe(false);
  });
});
