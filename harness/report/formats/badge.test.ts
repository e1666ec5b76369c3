import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import { hostileTexts, makeHostileReport, makeReport } from "../fixtures/run-report-builder.ts";
import type { RunReport } from "../run-report.ts";
import { badgeEndpoint, badgeSvg } from "./badge.ts";

const passed = (implementation: string) => makeCase({ implementation, checks: [makeCheck()] });
const failed = (implementation: string) =>
  makeCase({ implementation, verdict: "fail", checks: [makeCheck({ status: "fail" })] });

const endpoint = (report: RunReport) => JSON.parse(badgeEndpoint(report));

describe("a badge", () => {
  test("counts the scenarios that were left out on request", () => {
    const report = makeReport([passed("node")]);
    const header = { ...report.run.header, excluded: ["leak/soak", "flow/many-stalled"] };
    const { message } = endpoint({ ...report, run: { ...report.run, header } });
    expect(message).toBe("A, 2 left out");
  });

  test.each([
    { what: "one", cases: [passed("node")], message: "A", color: "brightgreen" },
    {
      what: "a few",
      cases: [passed("cpp"), failed("deno")],
      message: "cpp A · deno F",
      color: "red",
    },
    {
      what: "many",
      cases: [..."abcd"].map(passed).concat(failed("e")),
      message: "4 × A · 1 × F",
      color: "red",
    },
    {
      what: "what is undecided",
      cases: [makeCase({ verdict: "error", reason: "the lab" })],
      message: "not graded",
      color: "lightgrey",
    },
    { what: "nothing", cases: [], message: "not graded", color: "lightgrey" },
  ])("for $what says $message", ({ cases, message, color }) => {
    expect(endpoint(makeReport(cases))).toEqual({
      schemaVersion: 1,
      label: "sockspec",
      message,
      color,
    });
  });

  test("grades nobody by a run that was cut off", () => {
    const report = makeReport([passed("node")], { interrupted: true });
    expect(endpoint(report)).toMatchObject({ message: "interrupted", color: "lightgrey" });
  });

  test("as a picture is wide enough for both sides, and says all to a screen reader", () => {
    const svg = badgeSvg(makeReport([passed("cpp"), failed("deno")]));
    const parsed = new XMLParser({ ignoreAttributes: false, attributeNamePrefix: "" }).parse(svg);
    expect(parsed.svg).toMatchObject({
      title: "sockspec: cpp A · deno F",
      "aria-label": "sockspec: cpp A · deno F",
      role: "img",
    });
    const [, left, right] = [...svg.matchAll(/<rect[^>]* width="(\d+)"/g)].map(
      (match) => +(match[1] ?? 0),
    );
    expect((left ?? 0) + (right ?? 0)).toBe(Number(parsed.svg.width));
  });

  test.each(hostileTexts)("is well-formed and short with $what for a name", ({ text }) => {
    const report = makeHostileReport(text.repeat(5));
    const svg = badgeSvg(report);
    expect(XMLValidator.validate(svg)).toBe(true);
    expect(svg).not.toContain("<script");
    expect(endpoint(report).message.length).toBeLessThanOrEqual(80);
  });
});
