import { expect, test } from "vitest";
import { startVirtualClock } from "./fixtures/virtual-clock.ts";
import { watchProcessorWait } from "./processor-wait.ts";
import type { Stage } from "./stage.ts";

/** A stage whose implementation has waited for a processor for 5 ms more at each look. */
function stageOn(isSimulated: boolean) {
  const clock = { ...startVirtualClock(), isSimulated };
  let looks = 0;
  const ask = async () => {
    looks += 1;
    return { sample: { implementation: { runnableMs: 10 + 5 * looks, cpuMs: 10 } } };
  };
  return { stage: { clock, ask } as unknown as Stage, looks: () => looks };
}

test("a wait is what has been added since the last look, and looks are a while apart", async () => {
  const { stage, looks } = stageOn(false);
  const wait = await watchProcessorWait(stage);
  expect([await wait.sinceLastLook(), looks()]).toEqual([0, 1]);
  await stage.clock.sleep(30, new AbortController().signal);
  expect(await wait.sinceLastLook()).toBeGreaterThanOrEqual(5);
  expect(looks()).toBe(2);
});

test("on a simulated clock nothing waits for a processor, and nothing is asked", async () => {
  const { stage, looks } = stageOn(true);
  const wait = await watchProcessorWait(stage);
  await stage.clock.sleep(1000, new AbortController().signal);
  expect([await wait.sinceLastLook(), looks()]).toEqual([0, 0]);
});
