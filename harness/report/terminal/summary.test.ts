import { describe, expect, test } from "vitest";
import type { CaseResult, ControlResult, SessionResult } from "../../journal/case-result.ts";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import type { Verdict } from "../../verdict/verdict.ts";
import { startPaint } from "./glyphs.ts";
import { formatSummary, type SummaryOptions } from "./summary.ts";

function caseOf(verdict: Verdict, demandedWaitMs: number): CaseResult {
  return makeCase({ verdict, demandedWaitMs });
}

function controlOf(verdict: Verdict): ControlResult {
  const expected = "pass";
  return { implementation: "node", scenario: "echo/basic", expected, verdict, reason: null };
}

function sessionOf(openedInMs: number, controls: readonly ControlResult[]): SessionResult {
  const driverPeakBytes = 1024 ** 2;
  return {
    session: 1,
    lab: "netns",
    network: "clean",
    kernel: "6.1.0",
    proof: null,
    durationMs: 1000,
    waitedMs: 500,
    openedInMs,
    driverPeakBytes,
    controls,
    broken: null,
  };
}

function summarise(facts: Partial<SummaryOptions>): readonly string[] {
  return formatSummary({
    cases: [],
    sessions: [],
    wallMs: 0,
    residentPeakBytes: 3 * 1024 ** 2,
    paint: startPaint(false),
    ...facts,
  }).split("\n");
}

test("verdicts are counted, those that did not occur left out", () => {
  const verdicts = ["fail", "pass", "error", "pass", "pass"] as const;
  const cases = verdicts.map((verdict, index) => makeCase({ verdict, scenario: `test/${index}` }));
  expect(summarise({ cases })[0]).toBe("5 cases: 3 pass, 1 fail, 1 error");
});

describe("what passes and fails", () => {
  const failed = makeCase({ verdict: "fail", checks: [makeCheck({ status: "fail" })] });

  test("is counted as flaky where it passed when it was run again", () => {
    const cases = [failed, makeCase({ attempt: 2 }), makeCase({ scenario: "length/zero" })];
    expect(summarise({ cases }).slice(0, 2)).toEqual([
      "2 cases, 1 more attempt: 1 pass, 1 flaky",
      "flaky      node echo/basic: 1 of 2 passed",
    ]);
  });

  test("is reported over repetitions, with its network", () => {
    const lte = { network: "lte" };
    const cases = [1, 2, 3].map((repetition) => makeCase({ ...lte, repetition }));
    const all = [...cases, { ...failed, ...lte, repetition: 4 }];
    expect(summarise({ cases: all }).slice(0, 2)).toEqual([
      "4 cases: 3 pass, 1 fail",
      "flaky      node echo/basic on lte: 3 of 4 passed",
    ]);
  });

  test("is marked as in the baseline where every failure is", () => {
    const baseline = [
      {
        implementation: "node",
        scenario: "echo/basic",
        check: "echoed",
        observed: "9 B",
        sometimes: true,
        reason: "a race",
      },
    ];
    const cases = [failed, makeCase({ repetition: 2 })];
    expect(summarise({ cases, baseline })[1]).toBe(
      "flaky      node echo/basic: 1 of 2 passed, as in the baseline",
    );
  });

  test("is still failed where every attempt failed", () => {
    const cases = [failed, { ...failed, attempt: 2 }];
    expect(summarise({ cases })[0]).toBe("1 case, 1 more attempt: 1 fail");
  });
});

test("the time spent is held against the time that had to be waited", () => {
  const cases = [caseOf("pass", 1500), caseOf("pass", 500)];
  expect(summarise({ cases, wallMs: 3456 })[1]).toBe(
    "wall 3.5 s, waits required by scenarios 2.0 s, ratio 1.73",
  );
});

test.each([0, 0.02, 49])("where %d ms had to be waited there is no ratio", (waitedMs) => {
  expect(summarise({ cases: [caseOf("pass", waitedMs)], wallMs: 1000 })[1]).toBe(
    "wall 1.0 s, waits required by scenarios 0.0 s",
  );
});

test("a run of nothing says so, and tells of no labs", () => {
  expect(summarise({})).toEqual([
    "0 cases: none ran",
    "wall 0.0 s, waits required by scenarios 0.0 s",
  ]);
});

describe("labs", () => {
  test.each<{ title: string; sessions: readonly SessionResult[]; lines: readonly string[] }>([
    {
      title: "are reported with the slowest to open and all their controls",
      sessions: [
        sessionOf(99.6, [controlOf("pass"), controlOf("pass")]),
        sessionOf(140.2, [controlOf("fail")]),
      ],
      lines: [
        "2 netns labs, opened within 140 ms, waiting 50 %, 50 % of the time",
        "2 of 3 control cases as expected; harness 5 MiB at most",
      ],
    },
    {
      title: "that start no servers have no controls",
      sessions: [sessionOf(10, [])],
      lines: [
        "1 netns lab, opened within 10 ms, waiting 50 % of the time",
        "no control cases: this lab starts no servers; harness 4 MiB at most",
      ],
    },
  ])("$title", ({ sessions, lines }) => {
    expect(summarise({ sessions }).slice(2)).toEqual(lines);
  });
});

test("of a stored run that was cut off, what is not known is left out", () => {
  const sessions = [sessionOf(10, [controlOf("pass")])];
  const cases = [caseOf("pass", 1500)];
  const lines = summarise({ cases, sessions, wallMs: null, residentPeakBytes: null });
  expect(lines[1]).toBe("wall unknown, waits required by scenarios 1.5 s");
  expect(lines[3]).toBe("1 of 1 control cases as expected; drivers 1 MiB at most");
});
