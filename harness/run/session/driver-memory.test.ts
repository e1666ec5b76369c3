import { expect, test } from "vitest";
import { startDriverMemory } from "./driver-memory.ts";

test("what drivers held one after the other is not added up", () => {
  const memory = startDriverMemory();
  memory.note(1, 40);
  memory.note(2, 30);
  memory.note(1, 20);
  memory.note(2, 45);
  expect(memory.together()).toBe(70);
  memory.leave(1);
  memory.note(3, 10);
  expect(memory.together()).toBe(70);
  expect([1, 2, 3, 4].map(memory.peakOf)).toEqual([40, 45, 10, 0]);
});
