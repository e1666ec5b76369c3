import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { startClock } from "./clock.ts";

test("a clock notes when its process stood still, and for how long", async () => {
  const clock = startClock(process.hrtime.bigint());
  onTestFinished(() => clock.stop());
  await delay(50);
  const stillFromMs = clock.nowMs();
  while (clock.nowMs() < stillFromMs + 100) {
    // Nothing else runs meanwhile.
  }
  const stillUntilMs = clock.nowMs();
  await delay(50);
  const noted = clock.lateTimers.filter(({ atMs }) => atMs >= stillUntilMs);
  expect(noted[0]?.lateMs).toBeGreaterThanOrEqual(80);
  expect((noted[0]?.atMs ?? 0) - (noted[0]?.lateMs ?? 0)).toBeLessThanOrEqual(stillFromMs + 20);
  expect(clock.latenessMsMax).toBe(Math.max(...clock.lateTimers.map(({ lateMs }) => lateMs)));
});
