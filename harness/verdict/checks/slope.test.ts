import { expect, test } from "vitest";
import { makeHistory, makeSample } from "../../history/fixtures/history-builder.ts";
import type { CheckOf } from "../../scenario/check.ts";
import { fitLine, judgeSlope } from "./slope.ts";

const check: CheckOf<"slope"> = {
  id: "memory-flat",
  level: "SHOULD",
  kind: "slope",
  of: "memory",
  samples: "round",
  atMost: 1000,
  statement: "It does not grow.",
  source: "test",
};

/** One sample for each value, with a hundred connections between two of them. */
function judged(residentBytes: readonly number[]) {
  const samples = residentBytes.map((bytes, index) => ({
    ...makeSample("round", { residentBytes: bytes }),
    connectionsMade: 100 * index,
  }));
  return judgeSlope(makeHistory({ samples }), check, 1000);
}

const leaks = (bytesEach: number) =>
  Array.from({ length: 10 }, (_, index) => 1_000_000 + 100 * bytesEach * index);

test.each<{ title: string; values: readonly number[]; status: string }>([
  { title: "does not change", values: leaks(0), status: "pass" },
  { title: "grows by less than the limit", values: leaks(999), status: "pass" },
  { title: "grows by more than the limit", values: leaks(1100), status: "fail" },
  {
    title: "grows to its usual size in the first half",
    values: [1, 2, 3, 4, 5, 5, 5, 5, 5, 5].map((value) => 1e6 * value),
    status: "pass",
  },
  {
    title: "rises and falls, as a heap does between two collections",
    values: [1, 1, 1, 1, 1, 1, 5, 2, 6, 3].map((value) => 1e6 * value),
    status: "pass",
  },
  { title: "was sampled too rarely", values: leaks(5000).slice(0, 4), status: "inconclusive" },
  { title: "was not sampled", values: [], status: "inconclusive" },
])("memory that $title: $status", ({ values, status }) => {
  expect(judged(values).status).toBe(status);
});

test("a finding names the slope and its error", () => {
  expect(judged(leaks(2048)).observed).toBe("2048 B ± 0 B for each of the last 400 connections");
});

test("where processes are hidden nothing is judged", () => {
  const samples = [{ ...makeSample("round", {}), implementation: null }];
  expect(judgeSlope(makeHistory({ samples }), check, 1000).status).toBe("unsupported");
});

test("a line through points has their slope, and the standard error that textbooks give it", () => {
  const { slope, error } = fitLine(
    [1, 2, 1.3, 3.75, 2.25].map((y, index) => ({ x: index + 1, y })),
  );
  expect(slope).toBeCloseTo(0.425, 6);
  expect(error).toBeCloseTo(0.305, 3);
});
