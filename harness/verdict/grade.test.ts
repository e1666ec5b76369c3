import { describe, expect, test } from "vitest";
import { type GradedCase, gradeCases } from "./grade.ts";
import type { CheckStatus, GradeLetter, Verdict } from "./verdict.ts";

interface Counts {
  readonly must?: Partial<Record<CheckStatus, number>>;
  readonly should?: Partial<Record<CheckStatus, number>>;
}

function gradedCase(verdict: Verdict, { must = {}, should = {} }: Counts): GradedCase {
  const checks = (level: "MUST" | "SHOULD", counts: NonNullable<Counts["must"]>) =>
    (["pass", "fail", "unsupported", "inconclusive"] as const).flatMap((status) =>
      Array.from({ length: counts[status] ?? 0 }, () => ({ level, status })),
    );
  return { verdict, checks: [...checks("MUST", must), ...checks("SHOULD", should)] };
}

describe("the letter", () => {
  test.each<{ letter: GradeLetter; title: string; counts: Counts }>([
    { letter: "A", title: "every MUST passes", counts: { must: { pass: 7 } } },
    {
      letter: "A",
      title: "every MUST and SHOULD passes",
      counts: { must: { pass: 7 }, should: { pass: 2 } },
    },
    {
      letter: "B",
      title: "every MUST passes and a SHOULD fails",
      counts: { must: { pass: 7 }, should: { pass: 2, fail: 1 } },
    },
    { letter: "C", title: "90 % of MUST pass", counts: { must: { pass: 9, fail: 1 } } },
    {
      letter: "C",
      title: "not every MUST passes, however many SHOULD do",
      counts: { must: { pass: 999, fail: 1 }, should: { pass: 50 } },
    },
    { letter: "D", title: "89 % of MUST pass", counts: { must: { pass: 89, fail: 11 } } },
    { letter: "D", title: "75 % of MUST pass", counts: { must: { pass: 3, fail: 1 } } },
    { letter: "F", title: "74 % of MUST pass", counts: { must: { pass: 74, fail: 26 } } },
    { letter: "F", title: "no MUST passes", counts: { must: { fail: 1 } } },
  ])("is $letter when $title", ({ letter, counts }) => {
    const verdict = (counts.must?.fail ?? 0) > 0 ? "fail" : "pass";
    expect(gradeCases([gradedCase(verdict, counts)]).letter).toBe(letter);
  });

  test("sums up all the cases", () => {
    const cases = [
      gradedCase("pass", { must: { pass: 8 }, should: { pass: 1 } }),
      gradedCase("fail", { must: { pass: 1, fail: 1 }, should: { fail: 1 } }),
    ];
    expect(gradeCases(cases)).toEqual({
      letter: "C",
      must: { passed: 9, judged: 10 },
      should: { passed: 1, judged: 2 },
    });
  });

  test("does not count what is unsupported", () => {
    const cases = [
      gradedCase("pass", { must: { pass: 3, unsupported: 5 }, should: { unsupported: 1 } }),
      gradedCase("unsupported", { must: { unsupported: 4 } }),
    ];
    expect(gradeCases(cases)).toEqual({
      letter: "A",
      must: { passed: 3, judged: 3 },
      should: { passed: 0, judged: 0 },
    });
  });
});

describe("a letter is given all the same", () => {
  const passed = gradedCase("pass", { must: { pass: 99 } });

  test.each<{ title: string; letter: GradeLetter; cases: readonly GradedCase[] }>([
    {
      title: "when a SHOULD is inconclusive",
      letter: "A",
      cases: [
        passed,
        gradedCase("inconclusive", { must: { pass: 1 }, should: { inconclusive: 1 } }),
      ],
    },
    {
      title: "when a scenario of nothing but a SHOULD is inconclusive",
      letter: "A",
      cases: [passed, gradedCase("inconclusive", { should: { inconclusive: 1 } })],
    },
    {
      title: "when a SHOULD is inconclusive and another fails",
      letter: "B",
      cases: [passed, gradedCase("inconclusive", { should: { inconclusive: 1, fail: 1 } })],
    },
  ])("$title: $letter", ({ letter, cases }) => {
    expect(gradeCases(cases).letter).toBe(letter);
  });
});

describe("there is no letter", () => {
  test.each<{ title: string; cases: readonly GradedCase[] }>([
    { title: "when nothing was run", cases: [] },
    {
      title: "when nothing could be judged",
      cases: [gradedCase("unsupported", { must: { unsupported: 3 } })],
    },
    {
      title: "when only a SHOULD was judged",
      cases: [gradedCase("pass", { should: { pass: 1 } })],
    },
    {
      title: "while a MUST is inconclusive",
      cases: [
        gradedCase("pass", { must: { pass: 99 } }),
        gradedCase("inconclusive", { must: { inconclusive: 1 } }),
      ],
    },
    {
      title: "while a MUST is inconclusive in a case that fails by another",
      cases: [gradedCase("fail", { must: { pass: 99, fail: 1, inconclusive: 1 } })],
    },
    {
      title: "while a case is in error whose checks have passed",
      cases: [gradedCase("error", { must: { pass: 99 } })],
    },
    {
      title: "while a case is in error",
      cases: [gradedCase("pass", { must: { pass: 99 } }), gradedCase("error", {})],
    },
    {
      title: "while the implementation did not start for a case",
      cases: [gradedCase("pass", { must: { pass: 99 } }), gradedCase("inconclusive", {})],
    },
  ])("$title", ({ cases }) => {
    expect(gradeCases(cases).letter).toBeNull();
  });

  test("but the counts are there all the same", () => {
    const cases = [gradedCase("inconclusive", { must: { pass: 2, fail: 1, inconclusive: 1 } })];
    expect(gradeCases(cases)).toEqual({
      letter: null,
      must: { passed: 2, judged: 3 },
      should: { passed: 0, judged: 0 },
    });
  });
});
