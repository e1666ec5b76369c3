import { describe, expect, test } from "vitest";
import { implementationOf, planOf } from "../run/fixtures/small-run.ts";
import { emptyCase } from "../run/skipped.ts";
import type { Verdict } from "../verdict/verdict.ts";
import type { CaseResult, SessionResult } from "./case-result.ts";
import { inSession } from "./in-session.ts";

const unproven = "The link could not be proved to match its network: loss.";
const broken =
  "Expected the verdict pass for the control case control on test/sampled, found fail.";

function resultOf(verdict: Verdict, session: number | null = 7): CaseResult {
  const [planned] = planOf([implementationOf("echo")]);
  if (planned === undefined) {
    throw new Error("Nothing was planned.");
  }
  const reason = verdict === "pass" || verdict === "fail" ? null : "its own";
  const { result } = emptyCase(planned, { labKind: "netns" }, { verdict, reason });
  return { ...result, session };
}

function sessionOf(facts: { readonly unproven?: string; readonly broken?: string }): SessionResult {
  return {
    session: 7,
    lab: "netns",
    network: "lte",
    kernel: "6.1",
    openedInMs: 1,
    durationMs: 1,
    waitedMs: 0,
    driverPeakBytes: 0,
    controls: [],
    proof: { items: [], unproven: facts.unproven ?? null, observed: null },
    broken: facts.broken ?? null,
  };
}

type Told = Pick<CaseResult, "verdict" | "reason">;

function judged(result: CaseResult, ...sessions: readonly SessionResult[]): Told {
  const { verdict, reason } = inSession(result, sessions);
  return { verdict, reason };
}

describe("a case counts as it was judged", () => {
  test.each<Verdict>(["pass", "fail", "inconclusive", "error", "unsupported"])(
    "when its link was proved and its controls behaved: %s",
    (verdict) => {
      const result = resultOf(verdict);
      expect(inSession(result, [sessionOf({})])).toEqual(result);
    },
  );

  test("when another session's link was not proved, or the lab has none", () => {
    const result = resultOf("pass");
    const other = { ...sessionOf({ unproven, broken }), session: 8 };
    const without: SessionResult = { ...sessionOf({}), proof: null };
    expect(inSession(result, [other, without])).toEqual(result);
    expect(inSession(resultOf("pass", null), [other])).toEqual(resultOf("pass", null));
  });
});

describe("on a link that was not proved", () => {
  test.each<[Verdict, Told]>([
    ["pass", { verdict: "inconclusive", reason: unproven }],
    ["fail", { verdict: "inconclusive", reason: unproven }],
    ["inconclusive", { verdict: "inconclusive", reason: "its own" }],
    ["error", { verdict: "error", reason: "its own" }],
  ])("%s is %o", (verdict, expected) => {
    expect(judged(resultOf(verdict), sessionOf({ unproven }))).toEqual(expected);
  });
});

test("a second wire that was not proved counts as little as the first", () => {
  const upstreamProof = { items: [], unproven, observed: null };
  expect(judged(resultOf("fail"), { ...sessionOf({}), upstreamProof })).toEqual({
    verdict: "inconclusive",
    reason: unproven,
  });
});

test("a control that misbehaved weighs more than a link that was not proved", () => {
  const session = sessionOf({ unproven, broken });
  expect(judged(resultOf("pass"), session)).toEqual({ verdict: "error", reason: broken });
});

test("what was measured on a link that was not proved is worth measuring again", () => {
  const measured = { ...resultOf("pass"), figures: [{ id: "p50", unit: "ms", value: 1 }] } as const;
  expect(inSession(measured, [sessionOf({ unproven })])).toMatchObject({ disturbed: unproven });
  expect(inSession(resultOf("pass"), [sessionOf({ unproven })])).not.toHaveProperty("disturbed");
});
