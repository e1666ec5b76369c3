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
  columns = 80,
): readonly string[] {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  const progress = start({ total, paint: startPaint(false), write, screenColumns: () => columns });
  const take = () => {
    const taken = text;
    text = "";
    return taken;
  };
  const during = cases.map((result) => {
    progress.onCase(result);
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
  test("one other case is counted in the singular, and its reason controls no terminal", () => {
    const reason = "it printed: \u001b[2J";
    const notRun = makeCase({ verdict: "inconclusive", reason, checks: [] });
    expect(written(startLineProgress, [notRun, notRun])).toEqual([
      "? node echo/basic  it printed: ␛[2J\n",
      "",
      "… and 1 more case: it printed: ␛[2J\n",
    ]);
  });

  test("reasons that differ only in a port, a time or an address are one reason", () => {
    const late = (port: number) =>
      makeCase({ verdict: "inconclusive", reason: `port ${port}, 0x${port}f`, checks: [] });
    const lines = written(startLineProgress, [late(42_121), late(46_055)]);
    expect(lines.slice(1)).toEqual(["", "… and 1 more case: port 42121, 0x42121f\n"]);
  });

  test("two labs that wait for one implementation give one line", () => {
    let text = "";
    const write = (more: string) => {
      text += more;
    };
    const screenColumns = () => 80;
    const progress = startLineProgress({
      total: 2,
      paint: startPaint(false),
      write,
      screenColumns,
    });
    for (const waitedMs of [5001, 5002, 10_001, 10_002]) {
      progress.onWaiting("jvm", waitedMs);
    }
    expect(text).toBe("waiting for jvm to listen, 5 s\nwaiting for jvm to listen, 10 s\n");
  });

  test("cases that were not run for one reason are counted", () => {
    const notRun = makeCase({ verdict: "inconclusive", reason: "it did not start", checks: [] });
    const lines = written(startLineProgress, [notRun, passed, notRun, notRun]);
    expect(lines).toEqual([
      "? node echo/basic  it did not start\n",
      expect.stringMatching(/^✓/),
      "",
      "",
      "… and 2 more cases: it did not start\n",
    ]);
  });

  const lineFor = (result: CaseResult) => written(startLineProgress, [result])[0];

  test.each<{ title: string; result: CaseResult; line: string }>([
    {
      title: "a pass is reported with its time, in whole milliseconds",
      result: makeCase({ durationMs: 1234.56 }),
      line: "✓ node echo/basic  1235 ms",
    },
    {
      title: "a failure is reported with the first check that failed",
      result: failed,
      line: "✗ node length/zero  alive: could not connect: ECONNREFUSED",
    },
    {
      title: "a pass that breaks a SHOULD is marked",
      result: makeCase({ checks: [makeCheck({ level: "SHOULD", status: "fail" })] }),
      line: "▴ node echo/basic  100 ms",
    },
    {
      title: "what was not judged is reported with its reason",
      result: makeCase({ verdict: "unsupported", reason: "does not claim half-close" }),
      line: "– node echo/basic  does not claim half-close",
    },
    {
      title: "a reason of several lines is reported by its first",
      result: makeCase({ verdict: "error", reason: "the driver ended\nwith status 1" }),
      line: "! node echo/basic  the driver ended",
    },
    {
      title: "a repetition is printed from the second on",
      result: makeCase({ repetition: 2, verdict: "inconclusive", reason: "not tried" }),
      line: "? node echo/basic (repetition 2)  not tried",
    },
    {
      title: "an attempt is printed from the second on",
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

  test("a long name is cut to what is read at a glance", () => {
    const long = makeCase({ implementation: "x".repeat(300) });
    const [line = ""] = written(startLiveProgress, [long], 1, 500);
    expect(line).toHaveLength(`${clear}100%  1 of 1 cases  `.length + 50);
  });

  test.each([
    { columns: 80, line: "50%  1 of 2 cases, 1 failed  node-on-deno close/half-close-drain" },
    { columns: 40, line: "50%  1 of 2 cases, 1 failed  node-…rain" },
    { columns: 30, line: "50%  1 of 2 cases, 1 failed" },
    { columns: 20, line: "50%  1 of 2 cases, " },
    { columns: 10, line: "50%  1 of" },
  ])("in $columns columns the line does not wrap", ({ columns, line }) => {
    const long = { ...failed, implementation: "node-on-deno", scenario: "close/half-close-drain" };
    const [text = ""] = written(startLiveProgress, [long], 2, columns);
    const shown = text.split(clear).at(-1) ?? "";
    expect(shown.length).toBeLessThan(columns);
    expect(shown).toBe(line);
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

  test("a line is full where a narrow screen ends", () => {
    const cases = Array.from({ length: 50 }, () => passed);
    const lines = written(startDotProgress, cases, 50, 40).join("").split("\n");
    expect(lines.map((line) => line.length)).toEqual([40, 10, 0]);
  });

  test("nothing is written for no case", () => {
    expect(written(startDotProgress, [])).toEqual([""]);
  });
});

test("silence says nothing", () => {
  expect(written(() => silentProgress, [passed, failed])).toEqual(["", "", ""]);
});

describe("a server that does not listen yet", () => {
  function waitingFor(start: (options: ProgressOptions) => Progress, seconds: number) {
    let text = "";
    const write = (more: string) => {
      text += more;
    };
    const progress = start({ total: 1, paint: startPaint(false), write, screenColumns: () => 80 });
    for (let second = 1; second <= seconds; second += 1) {
      progress.onWaiting("python3", 1000 * second + 3);
    }
    return text;
  }

  test("is named in the line in place, each second", () => {
    const text = waitingFor(startLiveProgress, 6);
    expect(text).toMatch(/0 of 1 cases {2}waiting for python3 to listen, 6 s$/);
    expect(text.split("waiting for python3")).toHaveLength(1 + 6);
  });

  test("has a line in logs each 5 s", () => {
    expect(waitingFor(startLineProgress, 11)).toBe(
      "waiting for python3 to listen, 5 s\nwaiting for python3 to listen, 10 s\n",
    );
  });
});
