import { describe, expect, test } from "vitest";
import type { CaseResult } from "../../journal/case-result.ts";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import { startPaint } from "./glyphs.ts";
import {
  type Progress,
  type ProgressOptions,
  silentProgress,
  startDotProgress,
  startLineProgress,
  startLiveProgress,
} from "./progress.ts";

const clear = "\r\u001b[2K";

/** @returns what was written for each case, and then at the end. */
function written(
  start: (options: ProgressOptions) => Progress,
  cases: readonly CaseResult[],
  total = cases.length,
): readonly string[] {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  const progress = start({ total, paint: startPaint(false), write });
  const take = () => {
    const taken = text;
    text = "";
    return taken;
  };
  const during = cases.map((one) => {
    progress.onCase(one);
    return take();
  });
  progress.end();
  return [...during, take()];
}

const passed = makeCase();
const failed = makeCase({
  scenario: "length/zero",
  verdict: "fail",
  checks: [
    makeCheck(),
    makeCheck({ id: "alive", status: "fail", observed: "could not connect: ECONNREFUSED" }),
    makeCheck({ id: "running", status: "fail", observed: "exited" }),
  ],
});

describe("line by line", () => {
  const lineFor = (result: CaseResult) => written(startLineProgress, [result])[0];

  test.each<{ title: string; result: CaseResult; line: string }>([
    {
      title: "a pass is told with its time, in whole milliseconds",
      result: makeCase({ durationMs: 1234.56 }),
      line: "✓ node echo/basic  1235 ms",
    },
    {
      title: "a failure is told with the first check that failed",
      result: failed,
      line: "✗ node length/zero  alive: could not connect: ECONNREFUSED",
    },
    {
      title: "a pass that breaks a SHOULD is marked",
      result: makeCase({ checks: [makeCheck({ level: "SHOULD", status: "fail" })] }),
      line: "▴ node echo/basic  100 ms",
    },
    {
      title: "what was not judged is told with its reason",
      result: makeCase({ verdict: "unsupported", reason: "does not claim half-close" }),
      line: "– node echo/basic  does not claim half-close",
    },
    {
      title: "a reason of several lines is told by its first",
      result: makeCase({ verdict: "error", reason: "the driver ended\nwith status 1" }),
      line: "! node echo/basic  the driver ended",
    },
    {
      title: "a repetition is told from the second on",
      result: makeCase({ repetition: 2, verdict: "inconclusive", reason: "not tried" }),
      line: "? node echo/basic (repetition 2)  not tried",
    },
    {
      title: "an attempt is told from the second on",
      result: makeCase({ attempt: 2 }),
      line: "✓ node echo/basic (attempt 2)  100 ms",
    },
  ])("$title", ({ result, line }) => {
    expect(lineFor(result)).toBe(`${line}\n`);
  });

  test("nothing is left to take away", () => {
    expect(written(startLineProgress, [passed, failed])).toHaveLength(3);
    expect(written(startLineProgress, [passed, failed])[2]).toBe("");
  });
});

describe("in place", () => {
  test("the line counts what is done, and names what was last", () => {
    expect(written(startLiveProgress, [passed, passed, passed])).toEqual([
      `${clear}33%  1 of 3 cases  node echo/basic`,
      `${clear}66%  2 of 3 cases  node echo/basic`,
      `${clear}100%  3 of 3 cases  node echo/basic`,
      clear,
    ]);
  });

  test("what is run again stays above it, and is not counted twice", () => {
    const [, again] = written(startLiveProgress, [failed, { ...failed, attempt: 2 }], 1);
    expect(again).toBe(
      `${clear}✗ node length/zero (attempt 2)  alive: could not connect: ECONNREFUSED\n` +
        `${clear}100%  1 of 1 cases, 1 failed  node length/zero`,
    );
  });

  test("failures and errors stay above it, and are counted", () => {
    const error = makeCase({ verdict: "error", reason: "the driver ended" });
    expect(written(startLiveProgress, [failed, error], 200)).toEqual([
      `${clear}✗ node length/zero  alive: could not connect: ECONNREFUSED\n` +
        `${clear}0%  1 of 200 cases, 1 failed  node length/zero`,
      `${clear}! node echo/basic  the driver ended\n` +
        `${clear}1%  2 of 200 cases, 2 failed  node echo/basic`,
      clear,
    ]);
  });

  test.each(["unsupported", "inconclusive"] as const)("what is %s leaves no line", (verdict) => {
    const [line] = written(startLiveProgress, [makeCase({ verdict, reason: "not here" })]);
    expect(line).not.toContain("\n");
    expect(line).not.toContain("failed");
  });

  test("a long name is cut, so that the line does not wrap", () => {
    const long = makeCase({ implementation: "x".repeat(300) });
    expect(written(startLiveProgress, [long])[0]).toBe(
      `${clear}100%  1 of 1 cases  ${"x".repeat(50)}`,
    );
  });
});

describe("dot by dot", () => {
  test("a case is a sign, and the last line ends", () => {
    expect(written(startDotProgress, [passed, failed, passed])).toEqual(["✓", "✗", "✓", "\n"]);
  });

  test("a line is full after eighty", () => {
    const cases = Array.from({ length: 161 }, () => passed);
    const lines = written(startDotProgress, cases).join("").split("\n");
    expect(lines.map((line) => line.length)).toEqual([80, 80, 1, 0]);
  });

  test("nothing is written for no case", () => {
    expect(written(startDotProgress, [])).toEqual([""]);
  });
});

test("silence says nothing", () => {
  expect(written(() => silentProgress, [passed, failed])).toEqual(["", "", ""]);
});
