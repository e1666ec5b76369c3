import { expect, test } from "vitest";
import { killCounts } from "./kill-counts.ts";

const observed = (failedChecks: readonly string[], scenario = "echo/basic", fault = "greets") => ({
  ...{ fault, scenario, failedChecks },
});

test("counts how often each listed check failed", () => {
  const expected = [{ fault: "greets", kills: ["*:alive", "echo/basic:echoed"], mayTrip: [] }];
  const runs = [
    observed(["echoed", "alive"]),
    observed(["alive"]),
    observed(["echoed"]),
    observed(["echoed"], "echo/other"),
    observed(["echoed"], "echo/basic", "silent"),
  ];
  expect(killCounts(expected, runs)).toEqual([
    { fault: "greets", check: "echo/basic:echoed", killed: 2, of: 3 },
  ]);
});

test("counts none of none when the scenario was not played", () => {
  const expected = [{ fault: "greets", kills: ["echo/basic:echoed"], mayTrip: [] }];
  expect(killCounts(expected, [])).toMatchObject([{ killed: 0, of: 0 }]);
});
