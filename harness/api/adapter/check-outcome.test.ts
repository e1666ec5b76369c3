import { expect, test } from "vitest";
import type { CaseReport, CheckReport } from "../report.ts";
import { type OutcomeRules, outcomeOfCheck } from "./check-outcome.ts";

const rules: OutcomeRules = { failOn: "must", inconclusive: "fail" };

const check: CheckReport = {
  id: "echoed",
  level: "MUST",
  status: "pass",
  statement: "It comes back.",
  source: "RFC 862",
  expected: "4 bytes",
  observed: "4 bytes",
  brokeAtMs: null,
};

/** The report of a case with one check. */
function report(of: Partial<CheckReport>, more: Partial<CaseReport> = {}): CaseReport {
  return {
    implementation: "mine",
    scenario: "echo/basic",
    network: "clean",
    repetition: 1,
    attempt: 1,
    seed: 1,
    title: "Echo",
    verdict: "pass",
    reason: null,
    fate: "alive",
    checks: [{ ...check, ...of }],
    stimulus: [],
    knownFailures: [],
    durationMs: 1,
    historyFile: null,
    repeatCommand: "repeat it",
    explanation: null,
    ...more,
  };
}

const failing = { status: "fail", observed: "none" } as const;

test.each<[string, readonly CaseReport[], Partial<OutcomeRules>, object]>([
  ["a check that holds", [report({})], {}, { state: "pass", notes: [] }],
  [
    "a broken MUST",
    [report(failing, { explanation: "the screen" })],
    {},
    { state: "fail", isWhole: false, error: { message: "the screen" } },
  ],
  [
    "a broken MUST that the baseline knows",
    [report(failing, { knownFailures: ["echoed"] })],
    {},
    { state: "pass", notes: [expect.stringContaining("as the baseline expects")] },
  ],
  [
    "a broken SHOULD",
    [report({ ...failing, level: "SHOULD" })],
    {},
    { state: "pass", notes: [expect.stringContaining("expected 4 bytes, observed none")] },
  ],
  [
    "a broken SHOULD where these fail a run",
    [report({ ...failing, level: "SHOULD" })],
    { failOn: "should" },
    { state: "fail", error: { message: expect.stringContaining("repeat it") } },
  ],
  [
    "what the lab cannot see",
    [report({ status: "unsupported", observed: "no memory is visible" })],
    {},
    { state: "skip", why: "no memory is visible" },
  ],
  [
    "a situation that did not occur",
    [report({ status: "inconclusive", observed: "no zero window" }, { explanation: "screen" })],
    {},
    { state: "fail", isWhole: false, brief: { message: "No verdict: no zero window" } },
  ],
  [
    "a situation that did not occur, where that is skipped",
    [report({ status: "inconclusive", observed: "no zero window" })],
    { inconclusive: "skip" },
    { state: "skip", why: "no verdict: no zero window" },
  ],
  [
    "a server that never started",
    [report({}, { verdict: "inconclusive", reason: "it did not start", checks: [] })],
    {},
    { state: "fail", isWhole: true, error: { message: "No verdict: it did not start" } },
  ],
  [
    "trouble of the lab",
    [report({}, { verdict: "error", reason: "the wire broke" })],
    {},
    { state: "fail", isWhole: true, error: { message: expect.stringContaining("the wire broke") } },
  ],
  [
    "one repetition of several that fails",
    [report({}), report({ status: "unsupported" }), report(failing)],
    {},
    { state: "fail" },
  ],
])("%s", (_, reports, changed, expected) => {
  const played = { reports, folder: "a run" };
  const outcome = outcomeOfCheck(played, "echoed", { ...rules, ...changed });
  expect(outcome).toMatchObject(expected);
});

test("a case that was not played fails with the reason", () => {
  const played = { notRun: "the server is wedged", isCutShort: false };
  expect(outcomeOfCheck(played, "echoed", rules)).toMatchObject({
    state: "fail",
    error: { message: "Not played: the server is wedged" },
  });
});
