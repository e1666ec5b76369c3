import { describe, expect, test } from "vitest";
import type { Verdict } from "../verdict.ts";
import { makeGatedCase, makeJudgedCheck, makeVerdict } from "./fixtures/gate-builder.ts";
import { attemptsOf, flakySituations, passedOnRetry, tallyOf } from "./flaky.ts";

function attempts(...verdicts: readonly Verdict[]) {
  return verdicts.map((verdict, index) => makeVerdict(verdict, { attempt: index + 1 }));
}

function repetitions(...verdicts: readonly Verdict[]) {
  return verdicts.map((verdict, index) => makeVerdict(verdict, { repetition: index + 1 }));
}

describe("what a case comes to", () => {
  test.each<{ verdicts: readonly Verdict[]; counted: number; retried: boolean }>([
    { verdicts: ["pass"], counted: 1, retried: false },
    { verdicts: ["fail", "pass"], counted: 2, retried: true },
    { verdicts: ["fail", "fail", "pass"], counted: 3, retried: true },
    { verdicts: ["fail", "fail"], counted: 2, retried: false },
    { verdicts: ["fail", "inconclusive"], counted: 1, retried: false },
    { verdicts: ["fail", "error"], counted: 1, retried: false },
    { verdicts: ["inconclusive"], counted: 1, retried: false },
  ])("after $verdicts is attempt $counted", ({ verdicts, counted, retried }) => {
    const [attempted, ...others] = attemptsOf(attempts(...verdicts).reverse());
    expect(others).toEqual([]);
    expect(attempted?.attempts.map(({ attempt }) => attempt)).toEqual(
      verdicts.map((_, at) => at + 1),
    );
    expect(attempted?.counted.attempt).toBe(counted);
    expect(attempted && passedOnRetry(attempted)).toBe(retried);
  });

  test("is kept apart for each repetition, implementation, scenario and network", () => {
    const cases = [
      makeGatedCase(),
      makeGatedCase({ repetition: 2 }),
      makeGatedCase({ implementation: "deno" }),
      makeGatedCase({ scenario: "length/zero" }),
      makeGatedCase({ network: "lte" }),
    ];
    expect(Array.from(attemptsOf(cases), ({ counted }) => counted)).toEqual(cases);
  });
});

describe("a scenario is flaky", () => {
  test.each<{ verdicts: readonly Verdict[]; passed: number; judged: number }>([
    { verdicts: ["pass", "fail", "pass"], passed: 2, judged: 3 },
    { verdicts: ["fail", "inconclusive", "pass"], passed: 1, judged: 2 },
  ])("when of $verdicts $passed of $judged passed", ({ verdicts, ...tally }) => {
    expect(flakySituations(repetitions(...verdicts))).toEqual([
      { implementation: "node", scenario: "echo/basic", network: "clean", ...tally },
    ]);
  });

  test("when it passed on a later attempt", () => {
    expect(flakySituations(attempts("fail", "pass"))).toMatchObject([{ passed: 1, judged: 2 }]);
  });

  test("over repetitions and their attempts together", () => {
    const cases = [...repetitions("fail", "pass"), makeVerdict("pass", { attempt: 2 })];
    expect(flakySituations(cases)).toMatchObject([{ passed: 2, judged: 3 }]);
  });

  test.each<{ verdicts: readonly Verdict[] }>([
    { verdicts: ["pass", "pass"] },
    { verdicts: ["fail", "fail"] },
    { verdicts: ["pass", "inconclusive"] },
    { verdicts: ["fail", "error"] },
    { verdicts: ["unsupported"] },
  ])("not when it gave $verdicts", ({ verdicts }) => {
    expect(flakySituations(repetitions(...verdicts))).toEqual([]);
  });

  test("not when another implementation failed it", () => {
    const cases = [makeVerdict("pass"), makeVerdict("fail", { implementation: "deno" })];
    expect(flakySituations(cases)).toEqual([]);
  });
});

test("a SHOULD counts where it is asked to", () => {
  const untidy = makeGatedCase({ checks: [makeJudgedCheck({ level: "SHOULD", status: "fail" })] });
  const cases = [untidy, makeVerdict("pass")];
  expect(tallyOf(cases)).toEqual({ passed: 2, judged: 2 });
  expect(tallyOf(cases, "should")).toEqual({ passed: 1, judged: 2 });
});
