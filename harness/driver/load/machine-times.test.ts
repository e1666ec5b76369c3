import { expect, test } from "vitest";
import { parseProcessors } from "./machine-times.ts";

test("busy and stolen time are read without interrupts, in ms", () => {
  const stat = `cpu  100 20 30 4000 50 600 700 8 9 1
cpu0 50 10 15 2000 25 300 350 4 9 1
cpu1 50 10 15 2000 25 300 350 4 0 0
intr 12345
`;
  expect(parseProcessors(stat)).toEqual({ count: 2, busyMs: 1500, stolenMs: 80 });
});

test("nothing is read from a machine without it", () => {
  expect(parseProcessors("")).toBeNull();
});
