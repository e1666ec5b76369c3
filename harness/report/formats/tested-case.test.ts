import { describe, expect, test } from "vitest";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import { makeFailure, makeReport } from "../fixtures/run-report-builder.ts";
import type { RunReport } from "../run-report.ts";
import { testedCases } from "./tested-case.ts";

const untidy = makeCase({ checks: [makeCheck({ id: "tidy", level: "SHOULD", status: "fail" })] });
const entry = { implementation: "node", scenario: "length/zero", check: "alive", sometimes: false };

type Facts = Parameters<typeof makeReport>[1];

function statuses(cases: RunReport["run"]["cases"], facts: Facts = {}) {
  const tests = testedCases(makeReport(cases, facts));
  return Array.from(tests, ({ status, flaky }) => [status, flaky] as const);
}

describe("a broken SHOULD", () => {
  test("passes where a run is held to its MUST", () => {
    expect(statuses([untidy])).toEqual([["pass", false]]);
  });

  test("fails where it is held to both", () => {
    const gate = { failOn: "should", thresholds: [] } as const;
    expect(statuses([untidy], { gate })).toEqual([["fail", false]]);
  });
});

describe("attempts at one case", () => {
  test("are one, which passes when one of them does", () => {
    const cases = [
      makeFailure({ attempt: 1 }),
      makeFailure({ attempt: 2, verdict: "pass", checks: [] }),
    ];
    expect(statuses(cases)).toEqual([["pass", true]]);
  });

  test("count by the failure when the last of them was not judged", () => {
    const cases = [makeFailure({ attempt: 1 }), makeFailure({ attempt: 2, verdict: "error" })];
    const [testCase] = testedCases(makeReport(cases));
    expect(testCase?.status).toBe("fail");
    expect(testCase?.others.map(({ attempt }) => attempt)).toEqual([2]);
  });
});

test("a failure is expected with the reasons of the entries for its check and network", () => {
  const baseline = [
    { ...entry, observed: "exited", reason: "known" },
    { ...entry, observed: "exited", reason: "elsewhere", network: "lte" },
    { ...entry, check: "other", observed: "exited", reason: "another check" },
  ];
  const [testCase] = testedCases(makeReport([makeFailure()], { baseline }));
  expect(testCase).toMatchObject({ status: "fail-expected", expectedReasons: ["known"] });
});

test("what a threshold judges does not fail by itself", () => {
  const threshold = {
    text: "",
    scenarios: new Set(["length/zero"]),
    check: null,
    passShareMin: 0.5,
  };
  const gate = { failOn: "must", thresholds: [threshold] } as const;
  const cases = [makeFailure(), makeFailure({ repetition: 2, verdict: "pass", checks: [] })];
  expect(statuses(cases, { gate }).map(([status]) => status)).toEqual(["fail-expected", "pass"]);
});
