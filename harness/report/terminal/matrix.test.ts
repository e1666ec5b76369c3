import { describe, expect, test } from "vitest";
import type { CaseResult } from "../../journal/case-result.ts";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import type { ExpectedFailure } from "../../verdict/baseline/expected-failure.ts";
import type { Verdict } from "../../verdict/verdict.ts";
import { gradesOf } from "../grades.ts";
import { legendEntries, startPaint } from "./glyphs.ts";
import { formatMatrix } from "./matrix.ts";

const legend = legendEntries.join("  ");

function caseOf(implementation: string, scenario: string, verdict: Verdict): CaseResult {
  const status = verdict === "error" ? "inconclusive" : verdict;
  return makeCase({ implementation, scenario, verdict, checks: [makeCheck({ status })] });
}

function draw(
  cases: readonly CaseResult[],
  baseline: readonly ExpectedFailure[] = [],
): readonly string[] {
  return formatMatrix(cases, gradesOf({ cases, notRun: [], stopped: null }), {
    paint: startPaint(false),
    baseline,
  }).split("\n");
}

test("scenarios stand against implementations, with a grade under each", () => {
  const cases = [
    caseOf("node", "echo/basic", "pass"),
    caseOf("cpp-one-shot", "echo/basic", "fail"),
    caseOf("node", "length/zero", "pass"),
    caseOf("cpp-one-shot", "length/zero", "unsupported"),
  ];
  expect(draw(cases)).toEqual([
    "scenario     node      cpp-one-shot",
    "echo/basic   ✓         ✗",
    "length/zero  ✓         –",
    "grade        A         F",
    "",
    legend,
  ]);
});

test("a case that was not run leaves its place empty", () => {
  const cases = [
    caseOf("node", "echo/basic", "pass"),
    caseOf("deno", "echo/basic", "pass"),
    caseOf("deno", "length/zero", "pass"),
  ];
  expect(draw(cases)[2]).toBe("length/zero            ✓");
});

test("an implementation without a grade has none", () => {
  expect(draw([caseOf("node", "echo/basic", "inconclusive")])[2]).toMatch(/^grade +none$/);
});

describe("a cell", () => {
  test.each<[Verdict, string]>([
    ["pass", "✓"],
    ["fail", "✗"],
    ["unsupported", "–"],
    ["inconclusive", "?"],
    ["error", "!"],
  ])("shows %s as %s", (verdict, sign) => {
    expect(draw([caseOf("node", "echo/basic", verdict)])[1]).toBe(`echo/basic  ${sign}`);
  });

  test("tells a pass apart that breaks a SHOULD", () => {
    const untidy = makeCheck({ id: "tidy", level: "SHOULD", status: "fail" });
    const passed = makeCase({ checks: [makeCheck(), untidy] });
    expect(draw([passed])[1]).toBe("echo/basic  ▴");
  });

  test.each<{ verdicts: readonly Verdict[]; cell: string }>([
    { verdicts: ["pass", "pass", "pass"], cell: "✓" },
    { verdicts: ["pass", "fail", "pass"], cell: "≈ 2/3" },
    { verdicts: ["pass", "fail", "inconclusive"], cell: "≈ 1/2" },
    { verdicts: ["pass", "fail", "error"], cell: "! 1/3" },
    { verdicts: ["fail", "inconclusive", "fail"], cell: "✗ 2/3" },
    { verdicts: ["fail", "error"], cell: "! 1/2" },
    { verdicts: ["pass", "inconclusive"], cell: "? 1/2" },
    { verdicts: ["unsupported", "pass"], cell: "✓ 1/2" },
  ])("of $verdicts shows the worst, or that it is flaky: $cell", ({ verdicts, cell }) => {
    const cases = verdicts.map((verdict) => caseOf("node", "echo/basic", verdict));
    expect(draw(cases)[1]).toBe(`echo/basic  ${cell}`);
  });
});

test("a case that passed when it was run again is flaky, and the legend says what that is", () => {
  const failed = caseOf("node", "echo/basic", "fail");
  const passed = { ...caseOf("node", "echo/basic", "pass"), attempt: 2 };
  const drawn = draw([failed, passed]);
  expect(drawn[1]).toBe("echo/basic  ≈ 1/2");
  expect(drawn.at(-1)).toBe(`${legend}  ≈ k/n flaky: k of n passed`);
});

describe("with a baseline, a cell", () => {
  const failed = (observed: string) =>
    makeCase({ verdict: "fail", checks: [makeCheck({ status: "fail", observed })] });
  const known = failed("differs from byte 8 on");
  const other = failed("0 of 9 bytes after 2000 ms");
  const baseline: readonly ExpectedFailure[] = [
    {
      implementation: "node",
      scenario: "echo/basic",
      check: "echoed",
      observed: "differs from byte",
      sometimes: false,
      reason: "a known race",
    },
  ];

  test.each<{ title: string; cases: readonly CaseResult[]; cell: string }>([
    { title: "tells a failure apart that is expected", cases: [known], cell: "✘" },
    { title: "shows a failure in another way as one", cases: [other], cell: "✗" },
    {
      title: "shows the same failure of another implementation as one",
      cases: [{ ...known, implementation: "deno" }],
      cell: "✗",
    },
    { title: "shows the unexpected failure of two", cases: [known, other], cell: "✗ 1/2" },
    {
      title: "shows an expected failure before what was not judged",
      cases: [known, makeCase({ verdict: "inconclusive" }), known],
      cell: "✘ 2/3",
    },
    {
      title: "shows what is expected to fail and passes as flaky",
      cases: [known, makeCase()],
      cell: "≈ 1/2",
    },
    { title: "shows a pass as one", cases: [makeCase()], cell: "✓" },
  ])("$title", ({ cases, cell }) => {
    expect(draw(cases, baseline)[1]).toBe(`echo/basic  ${cell}`);
  });

  test("that is expected to fail counts in the grade all the same", () => {
    expect(draw([known], baseline)[2]).toMatch(/^grade +F$/);
  });
});

describe("on a screen of limited width", () => {
  const names = ["cpp", "cpp-one-shot", "node", "node-on-deno", "node-on-bun", "deno", "bun"];
  const more = ["cpp-stream", "node-stream-with-a-name-that-is-long"];
  const scenarios = ["accept/descriptor-exhaustion", "echo/basic"];
  const cases = scenarios.flatMap((scenario) =>
    [...names, ...more].map((name) => caseOf(name, scenario, "pass")),
  );
  const drawIn = (screenColumns: number, chosen: readonly CaseResult[] = cases) =>
    formatMatrix(chosen, gradesOf({ cases: chosen, notRun: [], stopped: null }), {
      paint: startPaint(false),
      screenColumns,
    }).split("\n");

  test.each([20, 30, 40, 80, 100, 136])("of %d columns nothing is wider", (columns) => {
    expect(Math.max(...drawIn(columns).map((line) => line.length))).toBeLessThanOrEqual(
      Math.max(columns, 26),
    );
  });

  test("blocks follow one another, each with its own implementations and grades", () => {
    const drawn = drawIn(80);
    const heads = drawn.filter((line) => line.startsWith("scenario"));
    expect(heads.map((line) => line.split(/ +/).slice(1))).toEqual([
      ["cpp", "cpp-one-shot", "node", "node-on-deno"],
      ["node-on-bun", "deno", "bun", "cpp-stream"],
      ["node-stream-with-a-name-that-is-long"],
    ]);
    expect(drawn.filter((line) => line.startsWith("grade"))).toHaveLength(3);
    expect(drawn.filter((line) => line.startsWith("echo/basic"))).toHaveLength(3);
  });

  test("names that do not fit are shortened in the middle", () => {
    const drawn = drawIn(40);
    expect(drawn.some((line) => line.endsWith("  node-…-long"))).toBe(false);
    expect(drawn).toContain("scenario                      node-…long");
    expect(drawn).toContain("accept/descriptor-exhaustion  ✓");
  });

  test("the names of links are shortened too", () => {
    const network = "delay=50ms-loss=1-percent-both-ways";
    const drawn = drawIn(40, [{ ...caseOf("node", "echo/basic", "pass"), network }]);
    expect(drawn).toContain("on delay=50ms-l…cent-both-ways");
  });

  test("what fits is one block", () => {
    expect(drawIn(1000)).toEqual(draw(cases));
  });
});

test("colours do not move the columns", () => {
  const cases = [
    caseOf("node", "echo/basic", "pass"),
    caseOf("deno", "echo/basic", "fail"),
    caseOf("node", "length/zero", "inconclusive"),
    caseOf("deno", "length/zero", "error"),
  ];
  const coloured = formatMatrix(cases, gradesOf({ cases, notRun: [], stopped: null }), {
    paint: startPaint(true),
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the colours begin with one.
  const plain = coloured.replace(/\u001b\[\d+m/g, "").split("\n");
  const trimmed = (lines: readonly string[]) => lines.map((line) => line.trimEnd());
  expect(trimmed(plain)).toEqual(trimmed(draw(cases)));
  expect(coloured).not.toBe(plain.join("\n"));
});
