import { expect, test } from "vitest";
import { depthOf } from "./load-depth.ts";

const step = {
  do: "load",
  label: "load",
  bytes: 10,
  depth: 64,
  queueAtMost: { ms: 2000, roundTrips: 1 },
  warmUp: { ms: 0 },
  duration: { ms: 50 },
} as const;

test.each([
  { title: "as many as the step says, on a link without a rate", slowestKbit: null, depth: 64 },
  { title: "as many as the step says, on a fast link", slowestKbit: 100_000, depth: 64 },
  { title: "what the link carries in that time, on a slow one", slowestKbit: 256, depth: 8 },
  { title: "one at least", slowestKbit: 1, depth: 1 },
])("of a closed model are on their way: $title", ({ slowestKbit, depth }) => {
  const link = { roundTripMs: 600, slowestKbit, keepAliveMs: 0 };
  expect(depthOf(step, 10_000, link)).toBe(depth);
});

test("the open model keeps none on their way, however many there are", () => {
  const { depth: _, ...open } = { ...step, messagesPerSecond: 10 };
  expect(depthOf(open, 10, { roundTripMs: 0, slowestKbit: 1, keepAliveMs: 0 })).toBe(0);
});
