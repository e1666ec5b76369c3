import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Verdict } from "../verdict.ts";
import { makeGatedCase, makeJudgedCheck, makeVerdict } from "./fixtures/gate-builder.ts";
import type { Threshold } from "./rules.ts";
import { thresholdResults } from "./threshold.ts";

function thresholdOf(passShareMin: number, check: string | null = null): Threshold {
  return { text: "basic", scenarios: new Set(["echo/basic"]), check, passShareMin };
}

function results(
  threshold: Threshold,
  cases: Parameters<typeof thresholdResults>[0],
  rules: { readonly strict?: boolean; readonly failOn?: "must" | "should" } = {},
) {
  return thresholdResults(cases, {
    thresholds: [threshold],
    strict: false,
    failOn: "must",
    ...rules,
  });
}

function repetitions(counts: Partial<Record<Verdict, number>>) {
  const verdicts = Object.entries(counts) as [Verdict, number][];
  return verdicts
    .flatMap(([verdict, count]) => Array<Verdict>(count).fill(verdict))
    .map((verdict, index) => makeVerdict(verdict, { repetition: index + 1 }));
}

describe("a threshold", () => {
  test.each<{
    counts: Partial<Record<Verdict, number>>;
    share: number;
    state: string;
    message: string;
  }>([
    { counts: { pass: 19, fail: 1 }, share: 0.95, state: "met", message: "19 of 20" },
    { counts: { pass: 18, fail: 2 }, share: 0.95, state: "missed", message: "18 of 20" },
    { counts: { pass: 20 }, share: 1, state: "met", message: "20 of 20" },
    { counts: { pass: 999, fail: 1 }, share: 1, state: "missed", message: "999 of 1000" },
    { counts: { pass: 2, fail: 1 }, share: 0.66, state: "met", message: "2 of 3" },
    { counts: { pass: 2, fail: 1 }, share: 0.67, state: "missed", message: "2 of 3" },
    { counts: { pass: 18, inconclusive: 2 }, share: 0.95, state: "undecided", message: "18 of 20" },
    { counts: { pass: 18, error: 2 }, share: 0.9, state: "met", message: "18 of 20" },
    { counts: { fail: 2, error: 18 }, share: 0.95, state: "missed", message: "0 of 20" },
    { counts: { inconclusive: 3 }, share: 0.5, state: "undecided", message: "0 of 3" },
    { counts: { pass: 1, unsupported: 3 }, share: 1, state: "met", message: "1 of 1" },
  ])("of $share is $state by $counts", ({ counts, share, state, message }) => {
    const [result] = results(thresholdOf(share), repetitions(counts));
    expect(result).toMatchObject({ state });
    expect(`${result?.passed} of ${result?.ran}`).toBe(message);
  });

  test("takes what is inconclusive as not passed where that is strict, but no error", () => {
    const strict = { strict: true };
    expect(
      results(thresholdOf(0.95), repetitions({ pass: 18, inconclusive: 2 }), strict),
    ).toMatchObject([{ state: "missed" }]);
    expect(results(thresholdOf(0.95), repetitions({ pass: 18, error: 2 }), strict)).toMatchObject([
      { state: "undecided" },
    ]);
  });

  test("is held against each implementation and network by itself", () => {
    const cases = [
      makeVerdict("pass"),
      makeVerdict("fail", { implementation: "deno" }),
      makeVerdict("pass", { network: "lte" }),
      makeVerdict("fail", { scenario: "length/zero" }),
    ];
    expect(results(thresholdOf(0.5), cases)).toMatchObject([
      { implementation: "node", network: "clean", state: "met" },
      { implementation: "deno", network: "clean", state: "missed" },
      { implementation: "node", network: "lte", state: "met" },
    ]);
  });

  test("has no result where nothing ran", () => {
    expect(results(thresholdOf(0.5), repetitions({ unsupported: 2 }))).toEqual([]);
  });

  test("is not improved by running again", () => {
    const cases = [makeVerdict("fail"), makeVerdict("pass", { attempt: 2 })];
    expect(results(thresholdOf(0.5), cases)).toMatchObject([
      { passed: 0, ran: 1, state: "missed" },
    ]);
  });

  test("counts a broken SHOULD where that fails a case", () => {
    const checks = [makeJudgedCheck({ level: "SHOULD", status: "fail" })];
    const cases = [makeGatedCase({ checks })];
    expect(results(thresholdOf(1), cases)).toMatchObject([{ state: "met" }]);
    expect(results(thresholdOf(1), cases, { failOn: "should" })).toMatchObject([
      { state: "missed" },
    ]);
  });

  test("is met by exactly its share, whatever that is", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), (thousandths) => {
        const cases = repetitions({ pass: thousandths, fail: 1000 - thousandths });
        const share = Number(`0.${String(thousandths).padStart(3, "0")}`);
        expect(results(thresholdOf(share), cases)).toMatchObject([{ state: "met" }]);
      }),
      { numRuns: 50 },
    );
  });
});

describe("a threshold of one check", () => {
  const threshold = thresholdOf(1, "alive");
  const alive = (status: "pass" | "fail" | "unsupported") =>
    makeJudgedCheck({ id: "alive", status });
  const broken = makeJudgedCheck({ status: "fail" });

  test("looks at nothing but that check", () => {
    const cases = [makeGatedCase({ verdict: "fail", checks: [broken, alive("pass")] })];
    expect(results(threshold, cases)).toMatchObject([{ passed: 1, ran: 1, state: "met" }]);
  });

  test("is missed when that check fails", () => {
    const cases = [makeGatedCase({ verdict: "fail", checks: [alive("fail")] })];
    expect(results(threshold, cases)).toMatchObject([{ passed: 0, ran: 1, state: "missed" }]);
  });

  test("does not believe the check of a case without a verdict", () => {
    const cases = [makeGatedCase({ verdict: "inconclusive", checks: [alive("pass")] })];
    expect(results(threshold, cases)).toMatchObject([{ passed: 0, ran: 1, state: "undecided" }]);
  });

  test("has no result where the lab cannot see it", () => {
    expect(results(threshold, [makeGatedCase({ checks: [alive("unsupported")] })])).toEqual([]);
  });
});
