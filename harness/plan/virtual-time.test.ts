import { expect, test } from "vitest";
import { catalogue } from "../../scenarios/catalogue.ts";
import { measurements } from "../../scenarios/measurements/catalogue.ts";
import { inVirtualTime } from "./virtual-time.ts";

test.each([
  ["echo/basic", { whyNot: null, byItself: false }],
  ["idle/half-a-minute", { whyNot: null, byItself: true }],
  ["cost/drip", { whyNot: "it measures processor time (linear)", byItself: false }],
  ["throughput/bulk", { whyNot: "it measures how fast an implementation is", byItself: false }],
])("%s is said to suit virtual time or not", (id, expected) => {
  const scenario = [...catalogue, ...measurements].find((known) => known.id === id);
  expect(scenario && inVirtualTime(scenario)).toEqual(expected);
});
