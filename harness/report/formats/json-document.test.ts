import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import type { SessionResult } from "../../journal/case-result.ts";
import { makeCase, makeCheck } from "../../journal/fixtures/case-result-builder.ts";
import { runSchemaVersion } from "../../journal/header.ts";
import {
  hostileTexts,
  makeCutReport,
  makeFailure,
  makeMixedReport,
  makeReport,
} from "../fixtures/run-report-builder.ts";
import type { RunReport } from "../run-report.ts";
import { jsonReport, runDocument } from "./json-document.ts";
import { type RunDocument, runDocumentSchema } from "./json-schema.ts";

const ajv = new Ajv({ allErrors: true });
ajv.addFormat("date-time", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
const validate = ajv.compile(JSON.parse(runDocumentSchema()));

function complaints(report: RunReport, change: Partial<RunDocument> = {}): unknown {
  return validate({ ...JSON.parse(jsonReport(report)), ...change }) ? [] : validate.errors;
}

const session: SessionResult = {
  session: 1,
  lab: "netns",
  network: "clean",
  kernel: "6.1.0",
  proof: null,
  durationMs: 1000,
  waitedMs: 500,
  openedInMs: 100,
  driverPeakBytes: 1024 ** 2,
  controls: [
    {
      implementation: "cpp",
      scenario: "echo/basic",
      expected: "pass",
      verdict: "pass",
      reason: null,
    },
  ],
  broken: null,
};

describe("a document", () => {
  test("holds the run as it was, and a grade for each implementation", () => {
    const passed = makeCase({ checks: [makeCheck()] });
    const report = makeReport([passed, makeFailure({ implementation: "deno" }), passed]);
    const { header, cases, wallMs } = report.run;
    expect(runDocument(report)).toEqual({
      schemaVersion: runSchemaVersion,
      header,
      cases,
      wallMs,
      sessions: [],
      baseline: [],
      staleEntries: [],
      interrupted: false,
      notRun: [],
      stopped: null,
      grades: {
        node: {
          letter: "A",
          must: { passed: 2, judged: 2 },
          should: { passed: 0, judged: 0 },
        },
        deno: {
          letter: "F",
          must: { passed: 0, judged: 1 },
          should: { passed: 0, judged: 0 },
        },
      },
    });
  });

  test("of a run that was interrupted before its first case is a document all the same", () => {
    const report = makeReport([], { interrupted: true });
    expect(runDocument(report)).toMatchObject({ cases: [], grades: {}, interrupted: true });
    expect(complaints(report)).toEqual([]);
  });

  test("of a run that ended early names what was not run, and grades nobody", () => {
    const report = makeCutReport("interrupted by SIGTERM");
    const reason = "not run: interrupted by SIGTERM";
    expect(runDocument(report)).toMatchObject({
      grades: { node: { letter: null, must: { passed: 1, judged: 1 } } },
      notRun: [
        { index: 1, scenario: "length/zero", reason },
        { index: 2, scenario: "flow/stall", reason },
      ],
      stopped: "interrupted by SIGTERM",
    });
    expect(complaints(report)).toEqual([]);
  });
});

describe("the JSON Schema that is shipped", () => {
  test("accepts a run of all kinds of outcomes, with its sessions", () => {
    const report = makeMixedReport();
    const { cases } = report.run;
    expect(complaints(report, { cases, sessions: [session] })).toEqual([]);
  });

  test("accepts keys that a newer version adds", () => {
    const newer = { ...session, added: true } as SessionResult;
    expect(complaints(makeReport([]), { sessions: [newer] })).toEqual([]);
  });

  test.each<{ what: string; change: object }>([
    { what: "another version", change: { schemaVersion: 2 } },
    {
      what: "a verdict that does not exist",
      change: { cases: [makeCase({ verdict: "ok" as "pass" })] },
    },
    {
      what: "a case without its attempt",
      change: { cases: [{ ...makeCase(), attempt: undefined }] },
    },
    { what: "a grade that does not exist", change: { grades: { node: { letter: "E" } } } },
    { what: "a key that is missing", change: { staleEntries: undefined } },
  ])("refuses $what", ({ change }) => {
    const document = JSON.parse(JSON.stringify({ ...runDocument(makeReport([])), ...change }));
    expect(validate(document)).toBe(false);
  });
});

test.each(hostileTexts)("$what survives as text", ({ text }) => {
  const report = makeReport([makeFailure({ reason: text }, text)]);
  const [only] = (JSON.parse(jsonReport(report)) as RunDocument).cases;
  expect(only?.reason).toBe(text);
  expect(only?.checks[0]?.observed).toBe(text);
  expect(complaints(report)).toEqual([]);
});
