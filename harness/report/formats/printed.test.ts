import { Parser, type Result } from "tap-parser";
import { describe, expect, test } from "vitest";
import { middleCut } from "../../host/printed-text.ts";
import { visibleText } from "../../host/visible-text.ts";
import { makeCase } from "../../journal/fixtures/case-result-builder.ts";
import { hostileTexts, makeFailure, makeReport } from "../fixtures/run-report-builder.ts";
import type { RunReport } from "../run-report.ts";
import { ctrfReport } from "./ctrf.ts";
import { githubAnnotations } from "./github.ts";
import { jsonReport } from "./json-document.ts";
import { junitReport } from "./junit.ts";
import { legible } from "./legible.ts";
import { markdownReport } from "./markdown/markdown.ts";
import { tapReport } from "./tap.ts";

const formats = {
  json: jsonReport,
  junit: junitReport,
  ctrf: ctrfReport,
  tap: tapReport,
  markdown: markdownReport,
  github: githubAnnotations,
};

/** A failure in which the implementation printed the text. */
function failureThatPrinted(text: string): RunReport {
  return makeReport([makeFailure()], { outputOf: () => ({ text, bytesDropped: 0 }) });
}

const traceback = 'Traceback (most recent call last):\n  File "server.py", line 3\nKeyError: 7\n';

describe.each(Object.entries(formats))("%s", (_, format) => {
  test("has what the implementation printed in a case that failed", () => {
    const written = format(failureThatPrinted(traceback));
    for (const part of ["Traceback (most recent call last)", "line 3", "KeyError"]) {
      expect(written).toContain(part);
    }
  });

  test("has nothing of what was printed in a case that passed", () => {
    const outputOf = () => ({ text: traceback, bytesDropped: 0 });
    expect(format(makeReport([makeCase()], { outputOf }))).not.toContain("Traceback");
  });

  test("keeps the end of what is too long, and its size within bounds", () => {
    const written = format(failureThatPrinted(`${"log\n".repeat(10_000)}${traceback}`));
    expect(written).toContain("KeyError");
    expect(written.length).toBeLessThan(50_000);
  });

  test.each(hostileTexts)("has no character of $what that a terminal would obey", ({ text }) => {
    const written = format(failureThatPrinted(text));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there.
    expect(written).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
  });
});

test.each(hostileTexts)(
  "$what comes out of TAP as it was printed, and forges nothing",
  ({ text }) => {
    const points: Result[] = [];
    const extra: string[] = [];
    const parser = new Parser({ strict: true });
    parser.on("assert", (point: Result) => points.push(point));
    parser.on("extra", (line: string) => extra.push(line));
    parser.end(tapReport(failureThatPrinted(text)));
    expect(extra).toEqual([]);
    expect(parser.bailedOut).toBe(false);
    expect(points).toHaveLength(1);
    const printed = String(points[0]?.diag.printed);
    const [first = ""] = text.split(/\r?\n/);
    expect(printed).toContain(legible(visibleText(first.trimEnd())));
  },
);

test("of a long text the beginning and more of the end are kept, whole characters each", () => {
  const cut = middleCut(`begin${"🙂".repeat(1000)}end`, 100);
  expect(cut).toMatch(/^begin.*… \d+ characters left out ….*end$/su);
  expect(cut.length).toBeLessThanOrEqual(100);
  expect(cut.isWellFormed()).toBe(true);
  expect(middleCut("short", 100)).toBe("short");
});
