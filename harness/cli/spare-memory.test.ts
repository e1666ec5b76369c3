import {
  constants,
  type NodeGCPerformanceDetail,
  type PerformanceEntry,
  PerformanceObserver,
} from "node:perf_hooks";
import { setImmediate } from "node:timers/promises";
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

test("what is in use is not searched for garbage again and again", async () => {
  const used = Array.from({ length: 1_500_000 }, (_, index) => ({ index, text: `${index}` }));
  const collect = spareMemory();
  let collections = 0;
  using _observer = observeCollections(() => (collections += 1));
  for (let cases = 0; cases < 20; cases += 1) {
    collect();
    await setImmediate();
  }
  expect(collections).toBeGreaterThanOrEqual(1);
  expect(collections).toBeLessThan(5);
  expect(used).toHaveLength(1_500_000);
});

function observeCollections(onMajor: () => void): Disposable {
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { detail } = entry as PerformanceEntry & { readonly detail: NodeGCPerformanceDetail };
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR) {
        onMajor();
      }
    }
  });
  observer.observe({ entryTypes: ["gc"] });
  return { [Symbol.dispose]: () => observer.disconnect() };
}
