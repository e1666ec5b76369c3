import { expect, test } from "vitest";
import { spareMemory } from "./spare-memory.ts";

/** @returns resident memory while a million objects are in use, in bytes. */
function residentWithObjects(): number {
  const objects = Array.from({ length: 1_000_000 }, (_, index) => ({ index, text: `${index}` }));
  return process.memoryUsage.rss() + 0 * objects.length;
}

test("memory of finished cases is given back to the system", () => {
  const collect = spareMemory();
  const before = residentWithObjects();
  collect();
  expect(process.memoryUsage.rss()).toBeLessThan(before - 50_000_000);
});
