import { describe, expect, test } from "vitest";
import { missingReason } from "../baseline/baseline.ts";
import type { ExpectedFailure } from "../baseline/expected-failure.ts";
import { type GatedCase, outcomeOfCase } from "./case.ts";
import { makeGatedCase, makeJudgedCheck, makeRules, makeVerdict } from "./fixtures/gate-builder.ts";
import { gateRun } from "./gate.ts";
import type { GateRules, Threshold } from "./rules.ts";

const known = ["echo/basic", "length/zero"];
const entry: ExpectedFailure = {
  implementation: "node",
  scenario: "echo/basic",
  check: "echoed",
  observed: "9 B",
  sometimes: false,
  reason: "a known race",
};
const untidy = makeGatedCase({ checks: [makeJudgedCheck({ level: "SHOULD", status: "fail" })] });
const flaky = [makeVerdict("fail"), makeVerdict("pass", { attempt: 2 })];
const hidden = makeVerdict("unsupported", { scenario: "length/zero" });
const unclaimed = { ...hidden, unclaimed: true };
const half: Threshold = {
  text: "basic:pass>=0.5",
  scenarios: new Set(["echo/basic"]),
  check: null,
  passShareMin: 0.5,
};
const ofCheck: Threshold = { ...half, text: "basic:echoed:pass>=0.5", check: "echoed" };

function gate(cases: readonly GatedCase[], rules: Partial<GateRules> = {}) {
  return gateRun(cases, makeRules(rules), known);
}

describe("a run is as expected", () => {
  test.each<{
    title: string;
    cases: readonly GatedCase[];
    rules?: Partial<GateRules>;
    allowed?: readonly string[];
  }>([
    { title: "when all passed", cases: [makeVerdict("pass")] },
    { title: "when only a SHOULD is broken", cases: [untidy] },
    {
      title: "when what failed is in the baseline",
      cases: [makeVerdict("fail")],
      rules: { baseline: [entry] },
      allowed: ["1 case failed as the baseline expects"],
    },
    {
      title: "when what failed is in the baseline, and that is strict",
      cases: [makeVerdict("fail")],
      rules: { baseline: [entry], strict: true },
      allowed: ["1 case failed as the baseline expects"],
    },
    {
      title: "when a broken SHOULD that counts is in the baseline",
      cases: [untidy],
      rules: { failOn: "should", baseline: [entry] },
      allowed: ["1 case failed as the baseline expects"],
    },
    {
      title: "when what failed passed when run again",
      cases: flaky,
      allowed: ["1 case flaky: passed on a retry"],
    },
    {
      title: "when a threshold is met by half of the cases",
      cases: [makeVerdict("fail"), makeVerdict("pass", { repetition: 2 })],
      rules: { thresholds: [half] },
      allowed: ["2 cases judged by a threshold instead"],
    },
    {
      title: "when a threshold is met that is for the only check that failed",
      cases: [makeVerdict("fail"), makeVerdict("pass", { repetition: 2 })],
      rules: { thresholds: [ofCheck] },
      allowed: ["1 case judged by a threshold instead"],
    },
    {
      title: "when this lab hides something",
      cases: [makeVerdict("pass"), hidden],
      allowed: ["1 case hidden by this lab"],
    },
    {
      title: "when something is not claimed, strictly",
      cases: [makeVerdict("pass"), unclaimed],
      rules: { strict: true },
    },
    {
      title: "when an entry of the baseline has no reason yet",
      cases: [makeVerdict("fail")],
      rules: { baseline: [{ ...entry, reason: missingReason }] },
      allowed: [
        "1 entry of the baseline without a reason",
        "1 case failed as the baseline expects",
      ],
    },
  ])("$title", ({ cases, rules, allowed }) => {
    expect(gate(cases, rules)).toMatchObject({
      state: "as-expected",
      failures: [],
      undecided: [],
      allowances: allowed ?? [],
    });
  });
});

describe("a run has failed", () => {
  test.each<{
    title: string;
    cases: readonly GatedCase[];
    rules?: Partial<GateRules>;
    why: string;
  }>([
    { title: "when a MUST is broken", cases: [makeVerdict("fail")], why: "1 case failed a MUST" },
    {
      title: "when each attempt at a case failed",
      cases: [makeVerdict("fail"), makeVerdict("fail", { attempt: 2 })],
      why: "1 case failed a MUST",
    },
    {
      title: "when a case failed and was inconclusive when run again",
      cases: [makeVerdict("fail"), makeVerdict("inconclusive", { attempt: 2 })],
      why: "1 case failed a MUST",
    },
    {
      title: "when one of two repetitions failed",
      cases: [makeVerdict("pass"), makeVerdict("fail", { repetition: 2 })],
      why: "1 case failed a MUST",
    },
    {
      title: "when a SHOULD is broken that counts",
      cases: [untidy],
      rules: { failOn: "should" },
      why: "1 case failed a MUST or SHOULD",
    },
    {
      title: "when a threshold is missed",
      cases: [makeVerdict("fail")],
      rules: { thresholds: [half] },
      why: "1 threshold missed",
    },
    {
      title: "when a check fails that the threshold is not for",
      cases: [
        makeGatedCase({ verdict: "fail", checks: [makeJudgedCheck({ id: "x", status: "fail" })] }),
      ],
      rules: { thresholds: [ofCheck] },
      why: "1 case failed a MUST",
    },
    {
      title: "when an entry of the baseline passes",
      cases: [makeVerdict("pass")],
      rules: { baseline: [entry] },
      why: "the baseline is stale in 1 place",
    },
    {
      title: "strictly, when something is inconclusive",
      cases: [makeVerdict("pass"), makeVerdict("inconclusive", { repetition: 2 })],
      rules: { strict: true },
      why: "1 case inconclusive",
    },
    {
      title: "strictly, when something is flaky",
      cases: flaky,
      rules: { strict: true },
      why: "1 case flaky: passed on a retry",
    },
    {
      title: "strictly, when this lab hides something",
      cases: [makeVerdict("pass"), hidden],
      rules: { strict: true },
      why: "1 case hidden by this lab",
    },
    {
      title: "strictly, when this lab hides what a threshold is for",
      cases: [makeVerdict("pass"), makeVerdict("unsupported", { network: "lte" })],
      rules: { strict: true, thresholds: [half] },
      why: "1 case hidden by this lab",
    },
    {
      title: "strictly, when an entry of the baseline has no reason",
      cases: [makeVerdict("fail")],
      rules: { strict: true, baseline: [{ ...entry, reason: missingReason }] },
      why: "1 entry of the baseline without a reason",
    },
  ])("$title", ({ cases, rules, why }) => {
    expect(gate(cases, rules)).toMatchObject({ state: "failed", failures: [why] });
  });
});

describe("a run is undecided", () => {
  test.each<{
    title: string;
    cases: readonly GatedCase[];
    rules?: Partial<GateRules>;
    why: string;
  }>([
    { title: "when nothing was run", cases: [], why: "no case was judged" },
    { title: "when nothing is claimed", cases: [unclaimed], why: "no case was judged" },
    {
      title: "when something is inconclusive",
      cases: [makeVerdict("pass"), makeVerdict("inconclusive", { repetition: 2 })],
      why: "1 case inconclusive",
    },
    {
      title: "when the harness is at fault, strictly too",
      cases: [makeVerdict("pass"), makeVerdict("error", { repetition: 2 })],
      rules: { strict: true },
      why: "1 case in error",
    },
    {
      title: "when a threshold hangs on what has no verdict",
      cases: [makeVerdict("inconclusive")],
      rules: { thresholds: [half] },
      why: "1 threshold undecided",
    },
    {
      title: "when nothing was judged under a threshold",
      cases: [makeVerdict("pass", { scenario: "length/zero" })],
      rules: { thresholds: [half] },
      why: 'nothing was judged under "basic:pass>=0.5"',
    },
  ])("$title", ({ cases, rules, why }) => {
    expect(gate(cases, rules)).toMatchObject({
      state: "undecided",
      failures: [],
      undecided: [why],
    });
  });
});

test("what failed comes before what is undecided, and both are reported", () => {
  const cases = [makeVerdict("fail"), makeVerdict("inconclusive", { repetition: 2 })];
  expect(gate(cases)).toMatchObject({
    state: "failed",
    failures: ["1 case failed a MUST"],
    undecided: ["1 case inconclusive"],
  });
});

describe("a case is run again", () => {
  test.each<{ title: string; result: GatedCase; rules?: Partial<GateRules>; again: boolean }>([
    { title: "when it failed", result: makeVerdict("fail"), again: true },
    { title: "not when it passed", result: makeVerdict("pass"), again: false },
    { title: "not when it is inconclusive", result: makeVerdict("inconclusive"), again: false },
    {
      title: "not when it failed as expected",
      result: makeVerdict("fail"),
      rules: { baseline: [entry] },
      again: false,
    },
    {
      title: "not when a threshold counts it",
      result: makeVerdict("fail"),
      rules: { thresholds: [half] },
      again: false,
    },
    {
      title: "when a SHOULD is broken that counts",
      result: untidy,
      rules: { failOn: "should" },
      again: true,
    },
  ])("$title", ({ result, rules, again }) => {
    const outcome = outcomeOfCase({ attempts: [result], counted: result }, makeRules(rules));
    expect(outcome === "failed").toBe(again);
  });
});
