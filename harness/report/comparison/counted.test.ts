import { describe, expect, test } from "vitest";
import { type CountedCase, formatCounted } from "./counted.ts";

const undisturbed: CountedCase = {
  implementation: "cpp",
  scenario: "latency/ping-pong",
  network: "clean",
  repetition: 1,
  attempt: 1,
  verdict: "pass",
  reason: null,
  checks: [],
};
const disturbed = { ...undisturbed, disturbed: "the hypervisor took 2.5 % of it" };

describe("the closing lines", () => {
  test("count repetitions, not attempts", () => {
    const cases = [undisturbed, { ...undisturbed, repetition: 2 }];
    expect(formatCounted(cases)).toEqual(["2 of 2 repetitions count"]);
  });

  test("show which were disturbed and played again", () => {
    expect(formatCounted([disturbed, { ...undisturbed, attempt: 2 }])).toEqual([
      "1 of 1 repetitions count",
      "1 repetition was disturbed and played again:",
      "  cpp latency/ping-pong on clean, repetition 1: the hypervisor took 2.5 % of it",
    ]);
  });

  test("show which do not count, because they were disturbed each time", () => {
    const lines = formatCounted([disturbed, { ...disturbed, attempt: 2 }]);
    expect(lines.slice(0, 2)).toEqual([
      "0 of 1 repetitions count",
      "  cpp latency/ping-pong on clean, repetition 1: disturbed in each of 2 attempts, the hypervisor took 2.5 % of it",
    ]);
    expect(lines.at(-1)).toContain("--count-disturbed");
  });

  test("say once what kept several repetitions from counting", () => {
    const unsupported = { ...undisturbed, verdict: "unsupported", reason: "no claim" } as const;
    const cases = [1, 2, 4].map((repetition) => ({ ...unsupported, repetition }));
    const other = { ...unsupported, repetition: 3, reason: "other" };
    const onLte = cases.map((each) => ({ ...each, network: "lte" }));
    expect(formatCounted([...cases, other, ...onLte])).toEqual([
      "0 of 7 repetitions count",
      "  cpp latency/ping-pong on clean, lte, repetitions 1, 2, 4: unsupported, no claim",
      "  cpp latency/ping-pong on clean, repetition 3: unsupported, other",
    ]);
  });

  test("show what else kept one from counting", () => {
    const cases: CountedCase[] = [{ ...disturbed, verdict: "error", reason: "the lab ended" }];
    expect(formatCounted(cases)).toEqual([
      "0 of 1 repetitions count",
      "  cpp latency/ping-pong on clean, repetition 1: error, the lab ended",
    ]);
  });
});
