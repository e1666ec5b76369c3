import { expect, test } from "vitest";
import type { PlannedCase } from "../../plan/plan.ts";
import type { GuestJob } from "./messages.ts";
import { withPatience } from "./worker.ts";

test("an implementation is one object in all cases of a job, as it was before the job was written", () => {
  const cases = ["slow", "quick", "slow", "quick", "slow"].map((name) => ({
    implementation: { name, readyTimeoutMs: name === "slow" ? 60_000 : 1000 },
  }));
  const written = JSON.stringify({
    plan: cases as unknown as readonly PlannedCase[],
    controls: null,
  });
  const { plan } = withPatience(JSON.parse(written) as GuestJob);
  const [slow, quick] = plan.map(({ implementation }) => implementation);
  expect(plan.map(({ implementation }) => implementation === slow)).toEqual([
    true,
    false,
    true,
    false,
    true,
  ]);
  expect(plan[3]?.implementation).toBe(quick);
  expect([slow?.readyTimeoutMs, quick?.readyTimeoutMs]).toEqual([60_000, 4000]);
});
