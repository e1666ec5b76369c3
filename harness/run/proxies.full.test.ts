import { expect, test } from "vitest";
import { toolEnvironment } from "../cli/choose/bundled.ts";
import { openLab, planned } from "./fixtures/proxy-run.ts";
import { runSmall, sampled } from "./fixtures/small-run.ts";

const environment = toolEnvironment();

test("a second wire that loses everything is no fault of the proxy", async () => {
  const outcome = await runSmall(environment, {
    plan: planned(sampled),
    async openLab(network, needs) {
      const lab = await openLab(network, needs);
      await lab.behind?.link?.break({ do: "blackhole" });
      return lab;
    },
  });
  const [result] = outcome.cases;
  expect(result?.verdict).toBe("error");
  expect(result?.reason).toContain("this machine or the harness is at fault");
});
