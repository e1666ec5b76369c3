import { describe, expect, test } from "vitest";
import { makeCase } from "../../../journal/fixtures/case-result-builder.ts";
import {
  hostileTexts,
  makeCutReport,
  makeFailure,
  makeHostileReport,
  makeMixedReport,
  makeReport,
} from "../../fixtures/run-report-builder.ts";
import { legible } from "../legible.ts";
import { markdownReport } from "./markdown.ts";

interface Split {
  /** What a reader takes for Markdown. */
  readonly prose: readonly string[];
  /** What stands between fences, a text each. */
  readonly code: readonly string[];
}

/** Parts a document at its fences, as CommonMark has it: a fence ends at one as long or longer. */
function split(markdown: string): Split {
  const prose: string[] = [];
  const code: string[] = [];
  let fence: string | null = null;
  let block: string[] = [];
  for (const line of markdown.split("\n")) {
    const opened = /^(`{3,})text$/.exec(line)?.[1];
    if (fence === null && opened !== undefined) {
      fence = opened;
      block = [];
    } else if (fence === null) {
      prose.push(line);
    } else if (/^`+$/.test(line) && line.length >= fence.length) {
      code.push(block.join("\n"));
      fence = null;
    } else {
      block.push(line);
    }
  }
  expect(fence).toBeNull();
  return { prose, code };
}

/** @returns the cells of a table's row; a backslash takes a bar its meaning. */
function cells(row: string): readonly string[] {
  return row.split(/(?<!(?:^|[^\\])(?:\\\\)*\\)\|/).slice(1, -1);
}

describe("a run of all kinds of outcomes", () => {
  const { prose, code } = split(markdownReport(makeMixedReport()));
  const text = prose.join("\n");

  test("counts each case once", () => {
    expect(text).toContain(
      "**9 cases**: 3 pass, 2 fail, 1 fail as expected, 1 unsupported, 1 inconclusive, 1 error.",
    );
  });

  test("has a table for each network, and one row for each scenario", () => {
    expect(text).toContain("| scenario | node |\n| --- | :---: |\n| echo/basic | ✓ |\n");
    expect(text).toContain("| accept/exhaustion | ✘ |");
    expect(text).toContain("| urgent/byte | ▴ |");
    expect(text).toMatch(/On clean:[\s\S]*On lte:[\s\S]*\*\*grade\*\*/);
  });

  test("has each failure in full, and no pass", () => {
    expect(code).toHaveLength(5);
    expect(code[0]).toContain("observed  exited");
    expect(code[0]).toContain("repeat    npx sockspec run node -t length/zero");
  });

  test("keeps apart what failed, was not judged, was flaky, and was expected", () => {
    const headings = prose.filter((line) => line.startsWith("### "));
    expect(headings).toEqual([
      "### Failures",
      "### Not judged",
      "### Flaky",
      "### Expected failures",
    ]);
    expect(text).toContain("flow/twice: 1 of 2 passed; retried after: MUST alive: exited");
    expect(text).toContain("Expected: libuv gives up");
  });
});

test("a run that was cut off says so", () => {
  const text = markdownReport(makeCutReport("interrupted by SIGTERM"));
  expect(text).toContain("**3 cases**: 1 pass, 2 not run. **Incomplete run**: interrupted by");
  expect(text).toContain("| length/zero | · |");
  expect(text).toContain("| **grade** | **none** |");
  expect(text).toContain("### Not run\n\nNot run: interrupted by SIGTERM.\n\n- node on clean ·");
  expect(text).toContain("\n- node on clean · flow/stall\n");
});

test("of repetitions that differ it says how many passed, in the matrix and in words", () => {
  const again = makeCase({ scenario: "length/zero", repetition: 2 });
  const third = makeCase({ scenario: "length/zero", repetition: 3 });
  const text = markdownReport(makeReport([makeFailure(), again, third]));
  expect(text).toContain("| length/zero | ≈ 2/3 |");
  expect(text).toContain("- node on clean · length/zero: 2 of 3 passed\n");
});

test("of repetitions that were not all judged the worst is shown, and how many were like it", () => {
  const again = makeCase({ repetition: 2, verdict: "inconclusive", reason: "too slow" });
  expect(markdownReport(makeReport([makeCase(), again]))).toContain("| echo/basic | ? 1/2 |");
});

describe("what an implementation says or is called is never markup", () => {
  test.each(hostileTexts)("$what", ({ text }) => {
    const { prose, code } = split(markdownReport(makeHostileReport(text)));
    const rows = prose.filter((line) => line.startsWith("|"));
    expect(rows.length).toBeGreaterThan(3);
    expect(rows.map((row) => cells(row).length)).toEqual(rows.map(() => 2));
    const plain = prose.join("\n").replace(/\\[^\n]/g, "");
    expect(plain).not.toMatch(/[<>`[\]]/);
    expect(prose.filter((line) => /^#{1,6} /.test(line)).length).toBeLessThan(12);
    expect(code).toHaveLength(3);
  });

  test.each(hostileTexts)("$what stands in a failure as it was", ({ text }) => {
    const { code } = split(markdownReport(makeReport([makeFailure({}, text)])));
    expect(code[0]).toContain(`observed  ${legible(text)}`);
  });
});

describe("a limit of bytes", () => {
  const failures = Array.from({ length: 5000 }, (_, index) =>
    makeFailure({ scenario: `many/n${index}` }, "日本語".repeat(20)),
  );
  const report = makeReport(failures);

  test("holds, and what is left out is counted", () => {
    const whole = Buffer.byteLength(markdownReport(report));
    const limited = markdownReport(report, { bytesMax: whole / 2 });
    expect(Buffer.byteLength(limited)).toBeLessThanOrEqual(whole / 2);
    expect(limited).toMatch(/\d+ more parts did not fit here: see results\/runs/);
    const shown = limited.match(/^#### /gm)?.length ?? 0;
    const left = Number(/(\d+) more parts/.exec(limited)?.[1]);
    expect(shown).toBeGreaterThan(0);
    expect(shown + left).toBe(5000);
  });

  test("in which not even that fits gives nothing", () => {
    expect(markdownReport(report, { bytesMax: 20 })).toBe("");
  });
});
